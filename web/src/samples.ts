/* samples.ts - the example behind each tool, one press away, and units of counting. Everyday cases, no person's data. */
import type { Lang } from './types';

interface Samples {
  /* what is sent, what is shown; the server reads either language */
  dose_units: [string, string][];
  rx: {
    age: string; sex: 'female' | 'male'; weight_kg: string; conditions: string;
    labs: [string, string, string][]; current: string[]; proposed: string[];
  };
  report: string;
  results: [string, string, string, string, string][];
}

export const SAMPLES: Record<Lang, Samples> = {
  zh: {
    dose_units: [['片', '片'], ['粒', '粒'], ['袋', '袋'], ['支', '支'], ['滴', '滴'], ['喷', '喷'], ['万U', '万U']],
    rx: {
      age: '72', sex: 'male', weight_kg: '60', conditions: '高血压、房颤',
      labs: [['血肌酐', '168', 'μmol/L'], ['血钾', '5.3', 'mmol/L'], ['INR', '2.6', '']],
      current: ['华法林片 3mg qd 口服', '缬沙坦胶囊 80mg qd 口服'],
      proposed: ['布洛芬缓释胶囊 0.3g bid 口服 5天', '螺内酯片 20mg qd 口服 14天', '某某止痛丸 2粒 tid 口服'],
    },
    report: '检验报告单 男 58岁\n白细胞计数 WBC 12.3 ↑ 10^9/L 3.5-9.5\n血红蛋白 HGB 92 ↓ g/L 130-175\n平均红细胞体积 MCV 72 fL 82-100\n血小板 PLT 465 10^9/L 125-350\n谷丙转氨酶 ALT 41 U/L 9-50\n钾 K 6.8 mmol/L 3.5-5.3\n肌酐 CREA 96 μmol/L 57-97\n空腹血糖 GLU 6.2 mmol/L 3.9-6.1\n某新指标 XYZ 3.1',
    results: [['血红蛋白', '92', 'g/L', '130-175', '118'], ['肌酐', '96', 'μmol/L', '57-97', '91'], ['空腹血糖', '6.2', 'mmol/L', '3.9-6.1', '7.4']],
  },
  en: {
    dose_units: [['tablet', 'tablet'], ['capsule', 'capsule'], ['sachet', 'sachet'], ['ampoule', 'ampoule'], ['drop', 'drop'], ['puff', 'puff']],
    rx: {
      age: '72', sex: 'male', weight_kg: '60', conditions: 'hypertension, atrial fibrillation',
      labs: [['creatinine', '168', 'umol/L'], ['potassium', '5.3', 'mmol/L'], ['INR', '2.6', '']],
      current: ['warfarin 3 mg qd oral', 'valsartan 80 mg qd oral'],
      proposed: ['ibuprofen 300 mg bid oral 5 days', 'spironolactone 20 mg qd oral 14 days', 'Old Remedy pain pills 2 tablets tid oral'],
    },
    report: 'Laboratory report, male, 58 years\nWBC 12.3 H 10^9/L 3.5-9.5\nHaemoglobin 92 L g/L 130-175\nMCV 72 fL 82-100\nPlatelets 465 10^9/L 125-350\nALT 41 U/L 9-50\nPotassium 6.8 mmol/L 3.5-5.3\nCreatinine 96 umol/L 57-97\nFasting glucose 6.2 mmol/L 3.9-6.1\nNovel marker XYZ 3.1',
    results: [['Haemoglobin', '92', 'g/L', '130-175', '118'], ['Creatinine', '96', 'umol/L', '57-97', '91'], ['Fasting glucose', '6.2', 'mmol/L', '3.9-6.1', '7.4']],
  },
};
