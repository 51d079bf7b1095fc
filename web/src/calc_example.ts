/* calc_example.ts - values to try a calculator with: an ordinary adult where the input is a common one, else the
 * lower middle of what is accepted. Pure; the page says that they are an example. */
import type { CalcInput, Calculator, Filled } from './calc';

const ORDINARY: Record<string, number> = {
  age: 58, weight: 66, height: 168, bmi: 23.4, temp: 37.2, hr: 88, rr: 18, sbp: 128, dbp: 78, map: 94, spo2: 97, fio2: 21, pao2: 88, paco2: 40,
  ph: 7.4, hco3: 24, lactate: 1.2, gcs: 15, sodium: 138, potassium: 4.2, chloride: 103, calcium: 2.3, magnesium: 0.9, phosphate: 1.1, glucose: 6.2,
  urea: 6.4, creatinine: 96, uric_acid: 350, albumin: 41, bilirubin: 14, alt: 28, ast: 26, alp: 80, inr: 1.1, pt: 12.5, hb: 132, hct: 41,
  platelets: 210, wbc: 7.4, neut_pct: 62, crp: 6, cholesterol: 4.9, hdl: 1.2, ldl: 2.9, triglycerides: 1.6, hba1c: 6.4, insulin: 9, qt: 390,
  urine_output: 1500,
};

export function exampleOf(calculator: Calculator, today: Date): Filled {
  const filled: Filled = {};
  /* Where a score is only for a disease, the first thing that must be said is whether it is there. */
  const premise = calculator.inputs.find((input) => input.kind === 'bool' && input.left_out === 'required');
  calculator.inputs.forEach((input, i) => {
    const value = exampleValue(input, i, today, premise);
    if (value !== '') filled[input.id] = { value };
  });
  return filled;
}

function exampleValue(input: CalcInput, i: number, today: Date, premise: CalcInput | undefined): string {
  switch (input.kind) {
    case 'bool': return input === premise ? 'yes' : 'no';
    case 'choice': return input.left_out === 'required' || input.left_out === 'floor' ? input.options?.[0]?.id ?? '' : '';
    case 'date': return dateText(new Date(today.getTime() - (input.id === 'today' ? 0 : 70 + i) * 86400000));
    case 'number': return input.left_out === 'default' ? '' : number(input);
    case 'text': return '';
  }
}

function number(input: CalcInput): string {
  const low = input.low ?? 0, high = input.high ?? Math.max(1, low * 2);
  const known = ORDINARY[input.id];
  if (known !== undefined && known >= low && known <= high) return String(known);
  const middle = low > 0 && high / low > 10 ? Math.sqrt(low * high) : low + (high - low) / 3;
  const rounded = Number(middle.toPrecision(2));
  return String(rounded >= low && rounded <= high ? rounded : low);
}

export function dateText(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
