/* sse.ts - server-sent events over fetch. The browser's EventSource can neither POST nor set a
 * header, and both are needed here. The parser is pure and takes text cut at any place. */

export interface SseEvent { event: string; data: string; id: string }

/* Keeps an unfinished line and an unfinished event between pushes. An event that the stream never
 * finished (no blank line) is not given out: half an event is not a statement. */
export class SseParser {
  private buffer = '';
  private data: string[] = [];
  private event = '';
  private id = '';
  private first = true;

  push(chunk: string): SseEvent[] {
    this.buffer += chunk;
    if (this.first && this.buffer.length > 0) {
      if (this.buffer.charCodeAt(0) === 0xfeff) this.buffer = this.buffer.slice(1);
      this.first = false;
    }
    const out: SseEvent[] = [];
    for (;;) {
      const cut = nextLine(this.buffer);
      if (cut === null) return out;
      this.buffer = this.buffer.slice(cut.next);
      const done = this.line(cut.line);
      if (done !== null) out.push(done);
    }
  }

  private line(line: string): SseEvent | null {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.event = value;
    else if (field === 'id') this.id = value;
    return null;
  }

  private dispatch(): SseEvent | null {
    const { data, event } = this;
    this.data = [];
    this.event = '';
    if (data.length === 0) return null;
    return { event: event || 'message', data: data.join('\n'), id: this.id };
  }
}

/* A line ends in LF, CR LF or CR. A CR at the very end may be half of CR LF: wait for more. */
function nextLine(text: string): { line: string; next: number } | null {
  const at = text.search(/[\r\n]/);
  if (at < 0) return null;
  if (text[at] === '\n') return { line: text.slice(0, at), next: at + 1 };
  if (at + 1 === text.length) return null;
  return { line: text.slice(0, at), next: text[at + 1] === '\n' ? at + 2 : at + 1 };
}

/* Reads the body to its end; bytes of a character that two chunks share are put together. */
export async function readSse(
  body: ReadableStream<Uint8Array>, onEvent: (event: SseEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder('utf-8');
  const parser = new SseParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) onEvent(event);
  }
}
