// The vectors' tools and parameters in our words. One entry a tool:
//   to    our calculator, or a function of the parameters that names it
//   put   parameter: our input | [our input, unit] | function(value, all parameters) → inputs
//   all   function(parameters) → inputs, where several parameters make one; `uses` lists them
//   add   inputs the tool takes for granted
//   drop  parameters that do not enter our calculator, and why
//   out   our output when it is not the first: its id, or a function of the parameters
// BUN is our input urea under the name that makes mg/dL mean urea nitrogen. Booleans such as age_gte_75 become a number on the right side of the limit.

const mgdl = input => [input, 'mg/dL'];
const gdl = input => [input, 'g/dL'];
const when = (input, yes, no) => v => ({ [input]: v ? yes : no });
const not = input => v => ({ [input]: !v });
const same = (...names) => Object.fromEntries(names.map(n => [n, n]));
const sexOf = female => (female ? 'female' : 'male');
const ageBand = p => ({ age: p.age_gte_75 ? 80 : p.age_65_to_74 ? 70 : 50 });
const BANDS = ['age_gte_75', 'age_65_to_74'];

const caprini = {
	age_years: 'age', minor_surgery: v => ({ surgery: v ? 'minor' : 'none' }), varicose_veins: 'varicose', inflammatory_bowel_disease: 'ibd', swollen_legs: 'swollen',
	acute_mi: 'mi', chf_lt_1mo: 'chf', sepsis_lt_1mo: 'sepsis', copd: 'copd', family_history_thrombosis: 'family', factor_v_leiden: 'leiden', prothrombin_20210a: 'prothrombin',
	lupus_anticoagulant: 'lupus', anticardiolipin_antibodies: 'cardiolipin', elevated_homocysteine: 'homocysteine', hit_history: 'hit', other_thrombophilia: 'thrombophilia',
	stroke_lt_1mo: 'stroke', hip_pelvis_leg_fracture_lt_1mo: 'fracture', spinal_cord_injury_lt_1mo: 'cord', oral_contraceptives_or_hrt: 'pill', pregnancy_or_postpartum: 'pregnancy',
	pregnancy_loss_history: 'losses', female: v => ({ sex: sexOf(v) }), obesity_bmi_gt_25: 'obese', lung_disease: 'pneumonia', bed_rest_medical: when('mobility', 'rest', 'normal'),
	bed_confined_gt_72hr: when('mobility', 'bed', 'normal'), immobilizing_cast_lt_1mo: 'plaster', malignancy: 'cancer', history_dvt_pe: 'dvt',
	major_surgery: when('surgery', 'major', 'none'), laparoscopic_surgery_gt_45min: when('surgery', 'major', 'none'), arthroscopic_surgery: when('surgery', 'major', 'none'),
	elective_arthroplasty: when('surgery', 'joint', 'none'), leg_cast_or_brace: 'leg_cast', central_venous_access: 'line',
};

export const map = {
	'4ts_hit': { to: '4ts-hit', put: same('thrombocytopenia', 'timing', 'thrombosis', 'other_causes') },
	aa_gradient: { to: 'aa-gradient', put: { age: 'age', fio2: 'fio2', pao2: 'pao2', paco2: 'paco2', atmospheric_pressure: 'atmospheric_pressure' } },
	abcd2: {
		to: 'abcd2',
		put: {
			age_gte_60: when('age', 70, 50), bp_gte_140_90: v => (v ? { sbp: 150, dbp: 95 } : { sbp: 120, dbp: 70 }), diabetes: 'diabetes',
			clinical_features: v => ({ features: { none: 'other', speech_only: 'speech', unilateral_weakness: 'weakness' }[v] }),
			duration_minutes: v => ({ duration: { lt_10: 5, '10_to_59': 30, gte_60: 90 }[v] }),
		},
	},
	acef_ii: { to: 'acef-2', put: { age: 'age', lvef: ['lvef', '%'], creatinine: mgdl('creatinine'), emergency: 'emergency' } },
	aims65: {
		to: 'aims65',
		put: { age_gte_65: when('age', 70, 50), albumin_lt_3: v => ({ albumin: v ? 25 : 40 }), inr_gt_1_5: when('inr', 2, 1), altered_mental_status: 'altered_mental_status', sbp_lte_90: when('sbp', 85, 120) },
	},
	aldrete_score: { to: 'aldrete', put: same('activity', 'respiration', 'circulation', 'consciousness', 'oxygen_saturation') },
	anion_gap: { to: p => ('albumin' in p ? 'anion-gap-albumin' : 'anion-gap'), put: { sodium: 'sodium', chloride: 'chloride', bicarbonate: 'hco3', albumin: gdl('albumin') } },
	apache_ii: {
		to: 'apache-ii',
		put: {
			temperature: 'temp', mean_arterial_pressure: 'map', heart_rate: 'hr', respiratory_rate: 'rr', fio2: 'fio2', pao2: 'pao2', arterial_ph: 'ph', serum_sodium: 'sodium',
			serum_potassium: 'potassium', serum_creatinine: mgdl('creatinine'), hematocrit: 'hct', wbc_count: 'wbc', gcs_score: 'gcs', age: 'age',
			admission_type: v => ({ surgery: v.startsWith('elective') ? 'elective' : v.startsWith('emergency') ? 'emergency' : 'none' }), chronic_health_conditions: v => ({ chronic: v.length > 0 }),
		},
	},
	apfel_ponv: { to: 'apfel', put: { female_gender: v => ({ sex: sexOf(v) }), non_smoker: 'non_smoker', history_motion_sickness_or_ponv: 'history_ponv', postoperative_opioids: 'opioids' } },
	apgar_score: { to: 'apgar', put: same('appearance', 'pulse', 'grimace', 'activity', 'respiration'), drop: { assessment_time: 'does not enter the sum' } },
	asa_physical_status: { to: 'asa-class', put: { asa_class: 'asa_class' } },
	ballard_score: {
		to: 'new-ballard',
		put: same('posture', 'square_window', 'arm_recoil', 'popliteal_angle', 'scarf_sign', 'heel_to_ear', 'skin', 'lanugo', 'plantar_surface', 'breast', 'eye_ear', 'genitals'),
	},
	bishop_score: { to: 'bishop', put: same('dilation', 'effacement', 'station', 'consistency', 'position') },
	body_surface_area: { to: p => ({ mosteller: 'bsa', dubois: 'bsa-dubois', haycock: 'bsa-haycock' })[p.formula], put: { weight_kg: 'weight', height_cm: 'height' }, drop: { formula: 'chooses the calculator' }, out: p => (p.formula === 'haycock' ? 'value' : 'exact') },
	braden_scale: { to: 'braden', put: same('sensory_perception', 'moisture', 'activity', 'mobility', 'nutrition', 'friction_shear') },
	cam_icu: {
		to: 'cam-icu',
		put: { acute_onset_fluctuation: 'acute_onset', inattention_score: 'inattention_errors', rass_score: 'rass', altered_loc: 'altered_loc', disorganized_thinking_errors: 'thinking_errors' },
	},
	caprini_vte: {
		// Two published forms. The leg cast item, and one point for a central line, are in the form of 2010 only; all else is compared with that of 2005.
		to: p => ('leg_cast_or_brace' in p || 'central_venous_access' in p ? 'caprini-2010' : 'caprini'), put: caprini, all: p => ('female' in p ? {} : { sex: 'male' }), uses: [],
	},
	centor_score: {
		to: 'centor',
		put: { fever: 'fever', tonsillar_exudates: 'exudate', tender_anterior_cervical_nodes: 'nodes', absence_of_cough: not('cough') },
		all: p => ({ age: { pediatric: 10, older_adult: 50 }[p.age_group] ?? 30 }), uses: ['age_group'],
	},
	chads2_va: {
		to: 'chads2-va',
		put: { chf_or_lvef_lte_40: 'chf', hypertension: 'hypertension', diabetes: 'diabetes', stroke_tia_or_te_history: 'stroke', vascular_disease: 'vascular' },
		all: ageBand, uses: BANDS,
	},
	chads2_vasc: {
		to: 'cha2ds2-vasc',
		put: { chf_or_lvef_lte_40: 'chf', hypertension: 'hypertension', diabetes: 'diabetes', stroke_tia_or_te_history: 'stroke', vascular_disease: 'vascular', female_sex: v => ({ sex: sexOf(v) }) },
		all: ageBand, uses: BANDS,
	},
	charlson_comorbidity_index: {
		to: 'charlson',
		put: {
			age_years: 'age', myocardial_infarction: 'mi', congestive_heart_failure: 'chf', peripheral_vascular_disease: 'pvd', cerebrovascular_disease: 'cva', dementia: 'dementia',
			chronic_pulmonary_disease: 'copd', connective_tissue_disease: 'ctd', peptic_ulcer_disease: 'ulcer', hemiplegia: 'hemiplegia', moderate_severe_renal_disease: 'renal', aids: 'aids',
		},
		all: p => ({
			liver: p.moderate_severe_liver_disease ? 'severe' : p.mild_liver_disease ? 'mild' : 'none',
			diabetes: p.diabetes_with_end_organ_damage ? 'organ' : p.diabetes_uncomplicated ? 'plain' : 'none',
			tumour: p.metastatic_solid_tumor ? 'metastatic' : p.any_malignancy ? 'local' : 'none',
		}),
		uses: ['moderate_severe_liver_disease', 'mild_liver_disease', 'diabetes_with_end_organ_damage', 'diabetes_uncomplicated', 'metastatic_solid_tumor', 'any_malignancy'],
		drop: { include_age_adjustment: 'chooses the output' },
		out: p => (p.include_age_adjustment ? 'value' : 'without_age'),
	},
	child_pugh: {
		to: 'child-pugh',
		put: { bilirubin: mgdl('bilirubin'), albumin: gdl('albumin'), inr: 'inr', ascites: v => ({ ascites: { none: 'none', mild: 'slight', controlled: 'slight', moderate_severe: 'moderate' }[v] }), encephalopathy_grade: 'encephalopathy' },
	},
	ckd_epi_2021: { to: 'ckd-epi-2021', put: { age: 'age', sex: 'sex', serum_creatinine: mgdl('creatinine') } },
	cockcroft_gault: { to: 'cockcroft-gault', put: { age: 'age', sex: 'sex', weight_kg: 'weight', height_cm: 'height', creatinine_mg_dl: mgdl('creatinine') } },
	corrected_calcium: { to: 'corrected-calcium', put: { calcium_mg_dl: mgdl('calcium'), albumin_g_dl: gdl('albumin') }, out: 'mg_dl' },
	corrected_qt: {
		to: p => ({ bazett: 'qtc-bazett', fridericia: 'qtc-fridericia', framingham: 'qtc-framingham' })[p.formula ?? 'bazett'], put: { qt_interval: ['qt', 'ms'], heart_rate: 'hr', sex: 'sex' },
		drop: { formula: 'chooses the calculator' },
	},
	corrected_sodium: {
		to: 'corrected-sodium', put: { measured_sodium: 'sodium', glucose: (v, p) => ({ glucose: { value: v, unit: p.glucose_unit ?? 'mg/dL' } }) },
		drop: { formula: 'chooses the output; the tool takes Katz when it is not named', glucose_unit: 'used with glucose' }, out: p => (p.formula === 'hillier' ? 'value' : 'katz'),
	},
	cpis: {
		to: 'cpis',
		put: {
			...same('temperature_category', 'wbc_category', 'secretions', 'chest_xray', 'culture_growth'), band_forms_gte_50: 'bands', pao2_fio2_lte_240_no_ards: 'low_oxygen', gram_stain_matches: 'gram_match',
		},
	},
	curb65: {
		to: 'curb-65',
		put: {
			confusion: 'confusion', age_gte_65: when('age', 70, 50), bun_gt_19_or_urea_gt_7: when('urea', 9, 5), respiratory_rate_gte_30: when('rr', 32, 18),
			sbp_lt_90_or_dbp_lte_60: v => (v ? { sbp: 85, dbp: 55 } : { sbp: 120, dbp: 75 }),
		},
	},
	das28: {
		to: p => ('esr' in p ? 'das28-esr' : 'das28-crp'),
		put: { tender_joint_count: 'tender_joint_count', swollen_joint_count: 'swollen_joint_count', esr: ['esr', 'mm/h'], crp: ['crp', 'mg/L'], patient_global_assessment: ['patient_global_assessment', 'mm'] },
	},
	delta_ratio: {
		// Ours starts from the ions with a normal gap of 12: sodium is chosen so that the gap above normal is the vector's.
		to: 'delta-ratio', all: p => ({ chloride: 100, hco3: p.bicarbonate, sodium: p.anion_gap - (p.normal_ag ?? 12) + 12 + 100 + p.bicarbonate }),
		uses: ['anion_gap', 'bicarbonate', 'normal_ag'], drop: { normal_hco3: 'always 24, as ours' },
	},
	ecog_performance_status: { to: 'ecog', put: { ecog_grade: 'grade' } },
	fena: { to: 'fena', put: { urine_sodium: 'u_na', plasma_sodium: 'sodium', urine_creatinine: mgdl('u_cr'), plasma_creatinine: mgdl('creatinine'), on_diuretics: 'diuretic' } },
	fib4_index: { to: 'fib-4', put: { age_years: 'age', ast: 'ast', alt: 'alt', platelet_count: 'platelets' } },
	fisher_grade: {
		to: p => (p.use_modified === false ? 'fisher' : 'modified-fisher'), all: p => ({ sah: p.no_blood ? 'none' : p.thick_sah ? 'thick' : 'thin' }), uses: ['no_blood', 'thick_sah'],
		put: { ivh_present: (v, p) => (p.use_modified === false ? { clot: v } : { ivh: v }) }, drop: { use_modified: 'chooses the calculator; the tool takes the modified grade when it is not said' },
	},
	four_score: { to: 'four-score', put: { eye_response: 'eye', motor_response: 'motor', brainstem_reflexes: 'brainstem', respiration: 'respiration' } },
	framingham_risk_score: {
		to: 'framingham-atp3',
		put: { age: 'age', sex: 'sex', total_cholesterol: mgdl('cholesterol'), hdl_cholesterol: mgdl('hdl'), systolic_bp: 'sbp', bp_treated: 'bp_treated', smoker: 'smoker', diabetic: 'diabetes' },
	},
	frax: { to: 'frax', drop: 'the FRAX model is proprietary and unpublished: there is no calculator' },
	free_water_deficit: {
		to: 'free-water-deficit', put: { current_sodium: 'sodium', target_sodium: 'target', weight_kg: 'weight' },
		all: p => ({ adult_male: { sex: 'male', age: 40 }, adult_female: { sex: 'female', age: 40 }, elderly_male: { sex: 'male', age: 75 }, elderly_female: { sex: 'female', age: 75 }, child: { sex: 'male', age: 6 } })[p.patient_type ?? 'adult_male'],
		uses: ['patient_type'], drop: { correction_time_hours: 'does not enter the deficit' },
	},
	glasgow_blatchford: {
		to: 'glasgow-blatchford',
		put: {
			bun_mg_dl: mgdl('BUN'), hemoglobin_g_dl: gdl('hb'), sex: 'sex', systolic_bp_mmhg: 'sbp', heart_rate_bpm: 'hr', melena: 'melaena', syncope: 'syncope', hepatic_disease: 'liver', cardiac_failure: 'chf',
		},
	},
	glasgow_coma_scale: { to: 'gcs', put: { eye_response: 'eye', verbal_response: 'verbal', motor_response: 'motor', is_intubated: 'intubated' } },
	gnri: { to: 'gnri', put: { serum_albumin_g_l: ['albumin', 'g/L'], current_weight_kg: 'weight', ideal_weight_kg: 'ideal_weight' } },
	grace_score: {
		to: 'grace',
		put: { age: 'age', heart_rate: 'hr', systolic_bp: 'sbp', creatinine: mgdl('creatinine'), killip_class: 'killip', cardiac_arrest: 'arrest', st_deviation: 'st', elevated_markers: 'markers' },
	},
	has_bled: {
		to: 'has-bled',
		put: {
			hypertension_uncontrolled: 'uncontrolled', renal_disease: 'renal', liver_disease: 'liver', stroke_history: 'stroke', bleeding_history: 'bleeding', labile_inr: 'labile',
			drugs_antiplatelet_nsaid: 'drugs', alcohol_excess: 'alcohol',
		},
		all: p => ({ age: p.elderly_gt_65 ? 70 : 50 }), uses: ['elderly_gt_65'],
	},
	heart_score: {
		to: 'heart', put: { history_score: 'history', ecg_score: 'ecg', troponin_score: 'troponin' },
		all: p => ({ age: [40, 50, 70][p.age_score], smoker: p.risk_factors_score >= 1, hypertension: p.risk_factors_score >= 2, diabetes: p.risk_factors_score >= 2 }), uses: ['age_score', 'risk_factors_score'],
	},
	hunt_hess: { to: 'hunt-hess', put: { grade: 'grade' } },
	ich_score: { to: 'ich-score', put: { age: 'age', gcs_score: 'gcs', ich_volume_ml: ['volume', 'mL'], infratentorial: 'infratentorial', ivh_present: 'ivh' } },
	ideal_body_weight: { to: 'ideal-body-weight', put: { height_cm: 'height', sex: 'sex' }, drop: { actual_weight_kg: 'does not enter the ideal weight' } },
	iss: { to: 'iss', put: { head_neck_ais: 'head_neck', face_ais: 'face', chest_ais: 'chest', abdomen_ais: 'abdomen', extremity_ais: 'extremity', external_ais: 'external' } },
	karnofsky_performance_scale: { to: 'karnofsky', put: { kps_score: 'score' } },
	kdigo_aki: {
		to: 'kdigo-aki',
		put: {
			current_creatinine: mgdl('creatinine'), baseline_creatinine: mgdl('baseline'), creatinine_increase_48h: mgdl('rise_48h'), urine_output_ml_kg_h: 'urine_rate', urine_output_duration_hours: 'urine_hours',
			on_rrt: 'rrt',
		},
	},
	mabl: { to: 'mabl', put: { weight_kg: 'weight', initial_hematocrit: ['hct_start', '%'], target_hematocrit: ['hct_end', '%'] } },
	mallampati_score: { to: 'mallampati', put: { mallampati_class: 'class' } },
	mascc_score: {
		to: 'mascc',
		put: {
			burden_of_illness: 'burden', no_hypotension: not('hypotension'), no_copd: not('copd'), solid_tumor_or_no_fungal_hx: not('fungal_haem'), no_dehydration: not('dehydration'),
			outpatient_status: not('inpatient'), age_lt_60: when('age', 40, 70),
		},
	},
	meld_score: {
		to: 'meld', put: { creatinine: mgdl('creatinine'), bilirubin: mgdl('bilirubin'), inr: 'inr', on_dialysis: 'dialysis' }, drop: { sodium: 'the expected value is MELD without sodium' },
	},
	mini_cog: { to: 'mini-cog', put: { word_recall: 'word_recall', clock_draw_normal: 'clock_normal' } },
	mme_calculator: {
		// The tool uses the CDC factors of 2014 to 2017.
		to: 'mme-cdc-2016', put: { custom_conversion_factor: 'factor', fentanyl_mcg_hr: ['patch', 'ug/h'] },
		all: p => ({
			opioid: p.opioid_name.replace('_transdermal', '_patch').replace('_sublingual', ''),
			...('daily_dose_mg' in p ? (p.opioid_name.endsWith('_transdermal') ? { patch: { value: p.daily_dose_mg, unit: 'ug/h' } } : { daily_dose: { value: p.daily_dose_mg, unit: 'mg' } }) : {}),
		}),
		uses: ['opioid_name', 'daily_dose_mg'], drop: { methadone_dose_range: 'ours finds it from the dose' },
	},
	modified_rankin_scale: { to: 'mrs', put: { mrs_score: 'score' } },
	news2_score: {
		to: 'news2',
		put: { respiratory_rate: 'rr', spo2: 'spo2', on_supplemental_o2: 'oxygen', temperature: 'temp', systolic_bp: 'sbp', heart_rate: 'hr', consciousness: 'acvpu' },
	},
	nihss: {
		to: 'nihss',
		put: {
			loc: 'loc', loc_questions: 'loc_questions', loc_commands: 'loc_commands', best_gaze: 'gaze', visual_fields: 'visual', facial_palsy: 'facial', motor_arm_left: 'arm_left', motor_arm_right: 'arm_right',
			motor_leg_left: 'leg_left', motor_leg_right: 'leg_right', limb_ataxia: 'ataxia', sensory: 'sensory', best_language: 'language', dysarthria: 'dysarthria', extinction_inattention: 'neglect',
		},
	},
	nrs_2002: {
		// The tool counts BMI below 18.5 without asking for the general condition.
		to: 'nrs-2002', put: { age: 'age', bmi: 'bmi', disease_severity: 'disease', reduced_intake_percent: ['intake_cut', '%'], weight_loss_percent_3m: ['loss_3mo', '%'] }, add: { poor_condition: true },
	},
	nutric_score: { to: 'mnutric', put: { age: 'age', apache_ii: 'apache_ii', sofa: 'sofa', comorbidities: 'comorbidities', days_hospital_to_icu: 'days_to_icu' } },
	osmolar_gap: { to: 'osmolar-gap', put: { measured_osm: 'measured_osm', sodium: 'sodium', glucose: mgdl('glucose'), bun: mgdl('BUN'), ethanol: mgdl('ethanol') } },
	palliative_prognostic_index: { to: 'ppi', put: { pps_score: ['pps', '%'], oral_intake: 'oral_intake', edema: 'edema', dyspnea_at_rest: 'dyspnea', delirium: 'delirium' } },
	parkland_formula: { to: 'parkland', put: { weight_kg: 'weight', tbsa_percent: ['tbsa', '%'], hours_since_burn: ['hours', 'h'] } },
	pediatric_dosing: {
		// Ours takes the dose per kg: usual single doses are fentanyl 1 ug/kg intravenously and paracetamol 15 mg/kg.
		to: 'paediatric-dose-weight', put: { weight_kg: 'weight', drug_name: v => ({ dose_per_kg: { fentanyl: { value: 1, unit: 'ug/kg' }, acetaminophen: { value: 15, unit: 'mg/kg' } }[v] }) },
		drop: { route: 'chooses the dose per kg' },
	},
	pediatric_gcs: {
		to: 'paediatric-gcs', put: { eye_response: 'eye', verbal_response: 'verbal', motor_response: 'motor', intubated: 'intubated' }, drop: { age_group: 'each option of ours describes infant and child' },
	},
	pediatric_sofa: {
		to: 'psofa',
		put: {
			pao2_fio2_ratio: 'pf_ratio', platelets: 'platelets', bilirubin: mgdl('bilirubin'), map_value: 'map', gcs_score: 'gcs', creatinine: mgdl('creatinine'), on_mechanical_ventilation: 'support',
			age_group: v => ({ age: { '5-12y': 8, '1-2y': 1.5 }[v] }), vasopressor_type: (v, p) => ({ [v]: { value: p.vasopressor_dose, unit: 'ug/kg/min' } }),
		},
		uses: ['vasopressor_dose'],
	},
	perc_rule: {
		to: 'perc',
		put: { hemoptysis: 'haemoptysis', hormone_use: 'hormone', prior_pe_dvt: 'dvt', recent_surgery_trauma: 'surgery', unilateral_leg_swelling: 'swelling' },
		all: p => ({ age: p.age_50_or_older ? 60 : 30, hr: p.heart_rate_100_or_higher ? 110 : 80, spo2: p.o2_sat_below_95 ? 90 : 98 }),
		uses: ['age_50_or_older', 'heart_rate_100_or_higher', 'o2_sat_below_95'],
	},
	pews: {
		to: 'pews-brighton', put: { behavior_score: 'behaviour', cardiovascular_score: 'cardio', respiratory_score: 'breathing' },
		drop: {
			supplemental_oxygen: 'in the Brighton score oxygen is part of the respiratory item', age_group: 'the part scores are given', heart_rate: 'the part scores are given', respiratory_rate: 'the part scores are given',
			spo2: 'the part scores are given',
		},
	},
	pf_ratio: { to: 'pf-ratio', put: { pao2: 'pao2', fio2: 'fio2', peep: 'peep' } },
};

