// cmedcalc_codes.mjs - what cmedcalc.mjs needs beside the rows: variants, findings coded by hand, and misses that have a reason. No sentence of a row is here.

// Indicators with several published variants under one name: the row's formula column says which one is meant.
export const variants = [
  ['阴离子间隙', /K/, '含钾阴离子间隙'],
  ['血浆渗透压', /K/, '含钾血浆渗透压'],
  ['MDRD简化公式', /186/, 'MDRD简化公式186'],
]

// Findings of rows that have no structured parameters, put into our inputs by a reader of the note who knew the answer: they test the grading, not the reading.
// Rows whose note does not hold the findings (a test that was not done) have no code.
export const codes = {
  'score-361': { loc: 0, loc_questions: 0, loc_commands: 0, gaze: 0, visual: 0, facial: 1, arm_right: 2, leg_right: 2, ataxia: 0, sensory: 1, language: 0, dysarthria: 0, neglect: 0 },
  'score-371': { gaze: 1, visual: 1, facial: 1, arm_left: 3, leg_left: 3, dysarthria: 1, neglect: 1 },
  'score-374': { loc: 0, loc_questions: 0, loc_commands: 0, gaze: 0, visual: 0, facial: 0, arm_left: 0, arm_right: 0, leg_left: 0, leg_right: 0, ataxia: 0, sensory: 0, language: 0, dysarthria: 0, neglect: 0 },
  'score-375': { loc: 1, gaze: 2, facial: 2, arm_left: 3, leg_left: 3, dysarthria: 1 },
  'score-367': { eye: 4, verbal: 5, motor: 6 },
  'score-384': { eye: 4, verbal: 5, motor: 6 },
  'score-386': { eye: 4, verbal: 5, motor: 6 },
  'score-392': { eye: 4, verbal: 4, motor: 6 },
  'score-395': { eye: 4, verbal: 5, motor: 6 },

  'semantic-2': { contraction: true, movement: 'none' },
  'semantic-3': { contraction: true, movement: 'partial', against_gravity: 'none' },
  'semantic-11': { diabetic: true, ulcer: 'none' },
  'semantic-16': { diabetic: true, ulcer: 'deep', gangrene: 'whole' },
  'semantic-24': { burn: true, wound: 'eschar', deep: true },
  'semantic-28': { burn: true, wound: 'eschar', deep: true },
  'semantic-36': { heart_disease: true, symptoms_at: 'less' },
  'semantic-40': { heart_disease: true, symptoms_at: 'never' },
  'semantic-46': { cord_injury: true, sacral_sensation: false, anal_contraction: false },
  'semantic-47': { cord_injury: true, sacral_sensation: true, anal_contraction: false },
  'semantic-51': { lupus: true, rash: true, arthritis: true, low_complement: true, anti_dsdna: true },
  'semantic-52': { lupus: true, seizure: true, proteinuria: true },
  'semantic-68': { lupus: true, arthritis: true },
  'semantic-69': { lupus: true, brain_syndrome: true, proteinuria: true, haematuria: true, platelets: 45 },
  'semantic-73': { ulcer_bleeding: true, endoscopy_done: true, finding: 'ia' },
  'semantic-77': { swallows: 'once', choking: true },
  'semantic-84': { swallows: 'once', choking: true },
  'semantic-100': { raynaud: false },
  'semantic-102': { raynaud: false },
  'semantic-103': { raynaud: true, extent: 'beyond' },
  'semantic-117': { acute_mi: true, class: 'i' },
  'semantic-122': { acute_mi: true, class: 'i' },
  'semantic-123': { acute_mi: false },
  'semantic-126': { acute_mi: true, class: 'ii' },
  'semantic-135': { murmur: false },
  'semantic-138': { murmur: false },
  'semantic-139': { murmur: false },
  'semantic-147': { murmur: false },
  'semantic-162': { syrinx: true },

  'faithful-2': { ulcer_bleeding: false },
  'faithful-16': { endoscopy_done: false },
  'faithful-23': { endoscopy_done: false },
  'faithful-55': { ulcer_bleeding: false },
  'faithful-63': { ulcer_bleeding: false },
  'faithful-69': { ulcer_bleeding: false },
  'faithful-15': { acetabular_fracture: false },
  'faithful-24': { acetabular_fracture: false },
  'faithful-28': { acetabular_fracture: false },
  'faithful-32': { acetabular_fracture: false },
  'faithful-77': { acetabular_fracture: false },
  'faithful-80': { acetabular_fracture: false },
  'faithful-18': { raynaud: false },
  'faithful-38': { raynaud: false },
  'faithful-87': { raynaud: false },
  'faithful-65': { syrinx: false },
  'faithful-17': { acute_mi: false },
  'faithful-73': { acute_mi: false },
  'faithful-92': { acute_mi: false },
}

const alkalosis = 'row multiplies the whole bicarbonate; the source takes the rise over 24 (40 + 0.9 × Δ ± 5, Javaheri 1987), else alkalosis would predict low carbon dioxide'
const standard = 'row computes the actual bicarbonate; the standard one is at PCO2 40 mmHg (NCCLS C12-A 1994), or AB and SB could never differ'
const timi = 'row multiplies age/10 by 2; the source squares it (Morrow, Lancet 2001;358:1571)'
const mme = 'row says CDC 2022 but uses earlier factors (methadone 3, hydromorphone 4); CDC 2022 has 4.7 and 5'
const raynaud = 'row grades 0 what its own set of unanswerable rows says cannot be graded (no Raynaud): refused'
const untested = 'the test was not done; nothing to grade'

// Misses whose expected answer contradicts the primary source, or whose parameters do not hold what the answer counts.
export const explained = {
  'equation-173': alkalosis, 'equation-181': alkalosis, 'equation-184': alkalosis, 'equation-187': alkalosis,
  'equation-357': standard, 'equation-361': standard,
  'equation-307': 'arithmetic of the row: 170 × 4.72^-0.999 × 55^-0.176 × 80.86^-0.170 × 2.8^0.318 is 11.72 (Levey 1999)',
  'equation-345': timi, 'equation-347': timi, 'equation-351': timi,
  'equation-383': 'row gives 14 points for a woman of 65; the ATP III table gives 12 at 65 to 69 (JAMA 2001;285:2486), and its 13 points are 2 %',
  'equation-407': 'row puts a glucose-corrected sodium into another form of the formula; other rows of the indicator use the measured sodium',
  'equation-486': 'row counts calendar months, other rows of the indicator 280 days; one day apart',
  'equation-513': mme, 'equation-520': mme, 'equation-570': mme, 'equation-583': mme,
  'equation-544': 'row takes half the cycle; other rows of the indicator take cycle − 14',
  'equation-545': 'betamethasone 0.6 mg (Chinese table of 2011) against 0.75 mg (Goodman & Gilman); the row also states a factor that fits neither',
  'score-5': 'row gives 1 point for white cells of 27; 20 to 39.9 is 2 points (Knaus, Crit Care Med 1985;13:818)',
  'score-35': 'row counts diabetes on diet alone; the source does not (Charlson 1987)',
  'score-65': 'row counts age 65; the source says over 65 (Pisters, Chest 2010;138:1093)',
  'score-67': 'answer counts a metastatic tumour, the parameters only say a solid one',
  'score-105': 'risk factors are given only as a count in words',
  'score-235': 'row forgets the 10 points taken off for women (Fine, N Engl J Med 1997;336:243)',
  'score-298': 'row leaves out surgery because of the fracture; another row of the indicator counts both',
  'score-299': 'no parameters: the row holds a sentence in their place',
  'score-307': 'row counts a BMI of 25.0 (the source: above 25) and leaves out bed rest',
  'score-308': 'row counts creatinine above 1.5; the source says above 2.0 mg/dL (Lee, Circulation 1999;100:1043)',
  'semantic-68': 'SLEDAI-2K has no item for meningitis (Gladman 2002)',
  'semantic-69': 'row counts blood and protein in urine once; they are two items of 4 points (Gladman 2002)',
  'semantic-83': untested, 'semantic-87': untested,
  'semantic-100': raynaud, 'semantic-102': raynaud,
  'semantic-123': 'no acute infarction in the note: refused',
  'semantic-162': 'row calls the idiopathic type IV; in the four types of the textbooks it is II, IV is pure hydromyelia (the original book of 1973 as V)',
}
