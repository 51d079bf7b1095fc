// Vectors whose expected value contradicts the primary source. `because` says what the source has; our calculators follow the source.
const acef = { because: 'the vector doubles the score for emergency surgery; the source adds 3 points', source: 'Ranucci M et al., Eur Heart J 2018;39:2183-2189' };
const diabetes = { because: 'the vector gives 25 % to anyone with diabetes; the source counts no points in diabetes and says "above 20 %"', source: 'NCEP ATP III, JAMA 2001;285:2486-2497' };
const frax = { because: 'the model is not published and must not be guessed; the 80 % is a ceiling of the tool that made the vector', source: 'Kanis JA et al., Osteoporos Int 2008;19:385-397 (the model is held by the University of Sheffield)' };

export const explained = {
	acef_ii_0006: acef,
	acef_ii_0011: acef,
	ballard_score_0002: { because: 'posture and arm recoil begin at 0, the lowest total of the chart is -10', source: 'Ballard JL et al., J Pediatr 1991;119:417-423' },
	framingham_risk_score_0005: diabetes,
	framingham_risk_score_0032: diabetes,
	frax_0002: frax,
	frax_0003: frax,
	kdigo_aki_0006: { because: 'creatinine of 4.0 mg/dL or more is stage 3 only once the definition of AKI is met; one value alone cannot show that', source: 'KDIGO AKI guideline, Kidney Int Suppl 2012;2:1-138, chapter 2.1' },
	mme_calculator_0019: { because: 'a 7-day patch of 5 ug/h is 9 MME a day: 12.6 is meant to be divided by the 7 days of wear', source: 'CDC, Opioid morphine equivalent conversion factors, May 2014, footnote 2' },
	pews_0003: { because: 'no 2 points for oxygen: it is part of the respiratory item; the 2 extra points are for nebulisers and vomiting', source: 'Monaghan A, Paediatr Nurs 2005;17:32-35' },
};
