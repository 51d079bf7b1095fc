import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSse, SseParser, type SseEvent } from '../../src/sse';

const STREAM = 'event: case\ndata: {"case":"01J"}\n\n: keep-alive\n\nevent: statement\r\ndata: 乙肝\r\ndata: 会传染\r\n\r\ndata:bare\n\n';
const WANT = [['case', '{"case":"01J"}'], ['statement', '乙肝\n会传染'], ['message', 'bare']];
const brief = (events: SseEvent[]): string[][] => events.map(({ event, data }) => [event, data]);

function body(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({ start(out) { for (const one of chunks) out.enqueue(one); out.close(); } });
}

test('a whole stream at once', () => {
  assert.deepEqual(brief(new SseParser().push(STREAM)), WANT);
});

test('cut between any two characters', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const parser = new SseParser();
    assert.deepEqual(brief([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]), WANT, `cut at ${cut}`);
  }
});

test('cut between any two bytes, also inside a character', async () => {
  const bytes = new TextEncoder().encode(STREAM);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const got: SseEvent[] = [];
    await readSse(body([bytes.slice(0, cut), bytes.slice(cut)]), (event) => got.push(event));
    assert.deepEqual(brief(got), WANT, `cut at ${cut}`);
  }
});

test('one byte at a time', async () => {
  const got: SseEvent[] = [];
  await readSse(body([...new TextEncoder().encode(STREAM)].map((byte) => Uint8Array.of(byte))), (event) => got.push(event));
  assert.deepEqual(brief(got), WANT);
});

test('an event the stream did not finish is not given out', () => {
  assert.deepEqual(new SseParser().push('event: statement\ndata: half a sent'), []);
  assert.deepEqual(new SseParser().push('event: statement\ndata: no blank line yet\n'), []);
});

test('byte order mark, lone CR, comment, id, field without value', () => {
  assert.deepEqual(brief(new SseParser().push('\ufeffdata: a\r\rdata: b\n\n')), [['message', 'a'], ['message', 'b']]);
  const [event] = new SseParser().push(':c\nid: 7\nretry: 10\nunknown: x\ndata\n\n');
  assert.deepEqual(event, { event: 'message', data: '', id: '7' });
});
