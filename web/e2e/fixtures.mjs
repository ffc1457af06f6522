/** Made-up answers for the fixture server. No person, clinic or number in it exists. */

export const vitalSigns = {
  temperature: { value: 38.4, unit: "Cel", site: "axillary" },
  pulse: 96,
  respiratoryRate: 18,
  oxygenSaturation: { value: 97, onOxygen: false },
  bloodPressure: { systolic: 124, diastolic: 82, position: "sitting", arm: "left" },
  weight: 61.5,
  height: { value: 162, position: "standing" },
  glucose: { value: 104, timing: "fasting" },
  pain: 3,
};

export const clinicalNote = {
  visitType: "outpatient",
  chiefComplaints: [
    { text: "Fever", duration: { value: 3, unit: "d" }, severity: "moderate" },
    { text: "Sore throat", duration: { value: 1, unit: "wk" } },
  ],
  examination: [{ text: "Throat red, tonsils enlarged on both sides" }],
  allergies: [{ text: "Penicillin", reaction: "rash", severity: "mild" }],
  medicalHistory: [{ text: "Asthma", kind: "condition", since: "2014-06-01" }],
  diagnoses: [{ text: "Acute tonsillitis", certainty: "provisional" }],
  investigationAdvice: [{ text: "Throat swab" }, { text: "Complete blood count" }],
  followUp: { date: "2026-11-27", instructions: "Earlier if you cannot swallow or the fever stays above 39 °C." },
  referral: { to: "ENT clinic, District Hospital", reason: "If it comes back within a month" },
  documents: ["01JD8Z6Q5W8M4T0V9R2N3K1H7B"],
  freeText: "Rest at home and drink plenty of water.\nNo school or work until the fever is gone.",
};

export const prescription = {
  consultation: { mode: "in-person", stage: "first" },
  weight: 61.5,
  diagnoses: [{ text: "Acute tonsillitis", certainty: "provisional" }],
  medicines: [
    {
      generic: "AZITHROMYCIN",
      brand: "Azimed",
      strength: { value: 500, unit: "mg" },
      form: "tablet",
      dose: { value: 1, unit: "{tablet}" },
      frequency: { pattern: "1-0-0" },
      timing: "before-food",
      duration: { value: 3, unit: "d" },
      quantity: 3,
    },
    {
      generic: "PARACETAMOL",
      strength: { value: 650, unit: "mg" },
      form: "tablet",
      dose: { value: 1, unit: "{tablet}" },
      frequency: { pattern: "0.5-0-0-1" },
      timing: "after-food",
      duration: { value: 5, unit: "d" },
      instructions: "Not more than 4 tablets in one day.\nएक दिन में 4 से ज़्यादा गोलियाँ न लें।",
    },
    {
      generic: "SALBUTAMOL",
      form: "inhaler",
      strength: { value: 100, unit: "ug" },
      dose: { value: 2, unit: "{puff}" },
      route: "inhalation",
      sos: true,
      sosReason: "breathlessness",
      refills: 2,
    },
    {
      generic: "CHOLECALCIFEROL",
      brand: "D-Sun",
      strength: { value: 60000, unit: "[iU]" },
      form: "capsule",
      dose: { value: 1, unit: "{capsule}" },
      frequency: { pattern: "0-1-0", everyDays: 7, meaning: "Every Sunday" },
      timing: "with-food",
      startDate: "2026-11-29",
      duration: { value: 8, unit: "wk" },
    },
  ],
  advice: "Warm salt-water gargles three times a day.",
  followUp: { date: "2026-11-27" },
  prescriber: { name: "Dr Kavya Rao", qualifications: "MBBS, MD", councilRegistrationNumber: "KMC 00000" },
};

export const treatmentPlan = {
  title: "Root canal and fillings",
  status: "active",
  items: [
    {
      procedure: { text: "Root canal treatment" },
      toothNumbers: [36],
      quantity: 1,
      unitCost: 450000,
      discount: { amount: 50000 },
      amounts: { gross: 450000, discount: 50000, tax: 0, total: 400000 },
      status: "in-progress",
      sittings: 3,
      notes: "Do not chew on this side between two visits.",
    },
    {
      procedure: { text: "Filling" },
      toothNumbers: [14, 15, 24],
      quantity: 3,
      unitCost: 120000,
      discount: { basisPoints: 1000 },
      amounts: { gross: 360000, discount: 36000, tax: 0, total: 324000 },
      status: "planned",
    },
    {
      procedure: { text: "Scaling and polishing" },
      quantity: 1,
      unitCost: 150000,
      amounts: { gross: 150000, discount: 0, tax: 0, total: 150000 },
      status: "completed",
      completedOn: "2026-11-20",
    },
  ],
  goals: ["Chew on the left without pain"],
  startDate: "2026-11-20",
  endDate: "2026-12-31",
  acceptance: { by: "Asha Verma", at: "2026-11-19" },
  clinician: { name: "Dr Nila Bose", qualifications: "BDS, MDS", councilRegistrationNumber: "KDC 00000" },
  estimate: { gross: 960000, discount: 86000, tax: 0, total: 874000 },
};

const reportedAt = "2026-11-21T11:45:00Z";

export const labOrder = {
  status: "active",
  priority: "urgent",
  tests: [
    {
      name: "Haemoglobin",
      loinc: { system: "loinc", code: "718-7" },
      panel: "Complete blood count",
      result: { value: 10.8, unit: "g/dL", referenceLow: 12, referenceHigh: 15, flag: "L", reportedAt },
    },
    {
      name: "Platelets",
      loinc: { system: "loinc", code: "777-3" },
      panel: "Complete blood count",
      result: { value: 265, unit: "10*3/uL", referenceLow: 150, referenceHigh: 410, reportedAt },
    },
    {
      name: "Cholesterol",
      loinc: { system: "loinc", code: "2093-3" },
      result: { value: 228, unit: "mg/dL", referenceHigh: 200, flag: "H", reportedAt },
    },
    { name: "Throat swab", result: { text: "No growth after 48 hours", reportedAt } },
    { name: "Blood sugar", specimen: { text: "Blood from a vein" }, fasting: true, instructions: "Only water after dinner." },
  ],
  orderedBy: { name: "Dr Kavya Rao", qualifications: "MBBS, MD", councilRegistrationNumber: "KMC 00000" },
  orderDate: "2026-11-20",
  labName: "Lakeside Diagnostics",
  accession: "LD-26-004417",
  cost: 145000,
};

/** A boy of five months as his parents get the plan: two doses missed, two due, one series that he must not have. */
export const immunisationPlan = {
  authority: "uip",
  given: [
    { vaccine: "bcg", status: "completed", date: "2025-10-01", primarySource: false },
    { vaccine: "hepatitis-b", status: "completed", date: "2025-10-01", primarySource: false },
    { vaccine: "bopv", status: "completed", date: "2025-10-01", primarySource: false },
    { vaccine: "pentavalent", status: "completed", date: "2025-11-14", primarySource: true, brand: "Pentavac SD", lotNumber: "PV-0417", reaction: "Swelling of the thigh, 2 cm, gone after two days" },
    { vaccine: "bopv", status: "completed", date: "2025-11-14", primarySource: true, lotNumber: "OP-2290" },
    { vaccine: "fipv", status: "completed", date: "2025-11-14", primarySource: true, lotNumber: "IP-118" },
    { vaccine: "pcv10", status: "completed", date: "2025-11-14", primarySource: true, brand: "Pneumo-Ex", lotNumber: "PC-77" },
    { vaccine: "rotavirus", status: "completed", date: "2025-11-14", primarySource: true, brand: "Rota-Ex", lotNumber: "RV-31" },
    { vaccine: "pentavalent", status: "not-done", date: "2025-12-12", reason: "medical-precaution", primarySource: true },
    { vaccine: "pentavalent", status: "completed", date: "2026-01-20", primarySource: true, brand: "Pentavac SD", lotNumber: "PV-0502" },
    { vaccine: "bopv", status: "completed", date: "2026-01-20", primarySource: true, lotNumber: "OP-2311" },
  ],
  optionalSeries: ["japanese-encephalitis"],
  exemptions: [{ series: "rotavirus", status: "contraindicated", reason: "Intussusception at 9 weeks of age" }],
  remark: "Please bring the vaccination card each time.\nबुखार हो तो भी टीके के लिए आएँ, डॉक्टर देखेंगे।",
  schedule: { name: "Universal Immunisation Programme", asOf: "2026-11-22", toBeConfirmed: true },
  bornOn: "2025-10-01",
  computedOn: "2026-03-01",
  planned: [
    { series: "rotavirus", label: "RVV-2", doseNumber: 2, seriesDoses: 3, vaccine: "rotavirus", diseases: ["rotavirus"], status: "contraindicated", reason: "exempt", dueOn: "2025-12-12" },
    { series: "ipv", label: "fIPV-2", doseNumber: 2, seriesDoses: 3, vaccine: "fipv", diseases: ["polio"], status: "overdue", dueOn: "2026-01-09" },
    { series: "pneumococcal", label: "PCV-2", doseNumber: 2, seriesDoses: 3, vaccine: "pcv10", diseases: ["pneumococcus"], status: "overdue", dueOn: "2026-01-09" },
    { series: "opv", label: "OPV-3", doseNumber: 4, seriesDoses: 5, vaccine: "bopv", diseases: ["polio"], status: "due", dueOn: "2026-02-17" },
    { series: "pentavalent", label: "Penta-3", doseNumber: 3, seriesDoses: 3, vaccine: "pentavalent", diseases: ["diphtheria", "pertussis", "tetanus", "hepatitis-b", "hib"], status: "due", dueOn: "2026-02-17" },
    { series: "rotavirus", label: "RVV-3", doseNumber: 3, seriesDoses: 3, vaccine: "rotavirus", diseases: ["rotavirus"], status: "contraindicated", reason: "exempt", dueOn: "2026-03-29" },
    { series: "ipv", label: "fIPV-3", doseNumber: 3, seriesDoses: 3, vaccine: "fipv", diseases: ["polio"], status: "upcoming", dueOn: "2026-07-01" },
    { series: "pneumococcal", label: "PCV-B", doseNumber: 3, seriesDoses: 3, vaccine: "pcv10", diseases: ["pneumococcus"], status: "upcoming", dueOn: "2026-07-01" },
    { series: "measles-rubella", label: "MR-1", doseNumber: 1, seriesDoses: 2, vaccine: "mr", diseases: ["measles", "rubella"], status: "upcoming", dueOn: "2026-07-01" },
    { series: "japanese-encephalitis", label: "JE-1", doseNumber: 1, seriesDoses: 2, vaccine: "je", diseases: ["japanese-encephalitis"], status: "upcoming", dueOn: "2026-07-01" },
    { series: "opv", label: "OPV-B", doseNumber: 5, seriesDoses: 5, vaccine: "bopv", diseases: ["polio"], status: "upcoming", dueOn: "2027-02-01" },
    { series: "measles-rubella", label: "MR-2", doseNumber: 2, seriesDoses: 2, vaccine: "mr", diseases: ["measles", "rubella"], status: "upcoming", dueOn: "2027-02-01" },
    { series: "japanese-encephalitis", label: "JE-2", doseNumber: 2, seriesDoses: 2, vaccine: "je", diseases: ["japanese-encephalitis"], status: "upcoming", dueOn: "2027-02-01" },
    { series: "dpt-booster", label: "DPT-B1", doseNumber: 1, seriesDoses: 2, vaccine: "dpt", diseases: ["diphtheria", "pertussis", "tetanus"], status: "upcoming", dueOn: "2027-02-01" },
    { series: "dpt-booster", label: "DPT-B2", doseNumber: 2, seriesDoses: 2, vaccine: "dpt", diseases: ["diphtheria", "pertussis", "tetanus"], status: "upcoming", dueOn: "2030-10-01" },
    { series: "td", label: "Td-10", doseNumber: 1, seriesDoses: 2, vaccine: "td", diseases: ["tetanus", "diphtheria"], status: "upcoming", dueOn: "2035-10-01" },
    { series: "td", label: "Td-16", doseNumber: 2, seriesDoses: 2, vaccine: "td", diseases: ["tetanus", "diphtheria"], status: "upcoming", dueOn: "2041-10-01" },
  ],
};

/** Progressive glasses. */
export const lensPrescription = {
  product: "lens",
  lensType: "progressive",
  right: { sphere: -2.25, cylinder: -0.75, axis: 175, add: 1.75, prism: [{ amount: 1.5, base: "in" }, { amount: 0.5, base: "up" }], pupillaryDistance: { far: 31, near: 29.5 }, uncorrected: { snellen: "6/36", near: "N12" }, corrected: { snellen: "6/6", near: "N6" } },
  left: { sphere: -1.5, add: 1.75, pupillaryDistance: { far: 31.5, near: 30 }, uncorrected: { snellen: "6/24", near: "N12" }, corrected: { snellen: "6/6", near: "N6" } },
  pupillaryDistance: { far: 62.5, near: 59.5 },
  tint: "Photochromic, brown",
  remark: "For constant wear. पहले हफ़्ते सीढ़ियाँ धीरे उतरें।",
  issuedOn: "2026-03-01",
  expiresOn: "2028-02-29",
  prescriber: { name: "Dr Meera Iyer", qualifications: "MBBS, MS (Ophthalmology)", councilRegistrationNumber: "KMC 00000" },
};

export const invoice = {
  number: "I/2026-27/000123",
  date: "2026-11-22",
  kind: "invoice-cum-bill-of-supply",
  category: "out-patient",
  supplier: { name: "Sunrise Clinic", gstin: "29AAACS1234F1ZO", address: "14 Temple Road, Jayanagar, Bengaluru 560011", state: "Karnataka", stateCode: "29" },
  recipient: { name: "Asha Verma" },
  placeOfSupply: "29",
  dueDate: "2026-12-06",
  lines: [
    { description: "Consultation, general medicine", code: "999312", quantityThousandths: 1000, rate: 50000, gstBasisPoints: 0, amount: 50000, taxable: 50000, cgst: 0, sgst: 0, igst: 0, total: 50000 },
    { description: "Dressing of a wound", code: "999312", quantityThousandths: 2000, rate: 15050, discount: 1000, gstBasisPoints: 0, amount: 30100, taxable: 29100, cgst: 0, sgst: 0, igst: 0, total: 29100 },
    {
      description: "Amoxicillin 500 mg capsules",
      code: "300420",
      quantityThousandths: 1500,
      unit: "strip of 10",
      batch: "AMX2291",
      expiryDate: "2027-10-31",
      rate: 6250,
      mrp: 8000,
      gstBasisPoints: 500,
      amount: 9375,
      taxable: 9375,
      cgst: 234,
      sgst: 234,
      igst: 0,
      total: 9843,
    },
  ],
  rounding: -43,
  totals: { gross: 89475, discount: 1000, net: 88475, cgst: 234, sgst: 234, igst: 0, tax: 468, rounding: -43, total: 88900 },
  note: "Please bring this bill when you come again.",
};

export const payment = {
  number: "R/2026-27/000045",
  date: "2026-11-22",
  kind: "receipt",
  mode: "upi",
  amount: 100000,
  currency: "INR",
  allocations: [{ invoiceId: "01JD8Z6Q5W8M4T0V9R2N3K1H7F", invoiceNumber: "I/2026-27/000123", amount: 88900 }],
  reference: { utr: "632514789012", upiId: "as•••@okaxis" },
  receivedBy: "Lata Hegde",
  advanceChange: 11100,
  advanceBalance: 11100,
};

/** A girl of two years, as her parent gets the chart: the latest scores, and the lines of weight, height and head. */
export const growthChart = {
  gestationWeeks: 39,
  measurements: [
    { date: "2024-03-10", weight: 3.1, height: { value: 49, position: "lying" }, headCircumference: 33.8, ageDays: 0 },
    { date: "2024-04-22", weight: 4.35, height: { value: 54.3, position: "lying" }, headCircumference: 36.9, ageDays: 43 },
    { date: "2024-06-24", weight: 5.8, height: { value: 60.1, position: "lying" }, headCircumference: 39.8, midUpperArmCircumference: 13.1, ageDays: 106 },
    { date: "2024-09-09", weight: 7.05, height: { value: 65.4, position: "lying" }, headCircumference: 42.1, midUpperArmCircumference: 13.9, ageDays: 183 },
    { date: "2024-12-16", weight: 8, height: { value: 70, position: "lying" }, headCircumference: 43.7, midUpperArmCircumference: 14.1, ageDays: 281 },
    { date: "2025-03-12", weight: 8.6, height: { value: 73.6, position: "lying" }, headCircumference: 44.6, midUpperArmCircumference: 14.2, ageDays: 367 },
    { date: "2025-09-15", weight: 9.9, height: { value: 80.3, position: "standing" }, headCircumference: 46.1, ageDays: 554, standardHeight: 81 },
    {
      date: "2026-03-16", weight: 11.1, height: { value: 85.9, position: "standing" }, headCircumference: 47, midUpperArmCircumference: 14.9, ageDays: 736, bmi: 15,
      scores: [
        { index: "weight-for-age", z: -0.3, percentile: 38.2 },
        { index: "height-for-age", z: 0.01, percentile: 50.4 },
        { index: "weight-for-height", z: -0.52, percentile: 30.2 },
        { index: "bmi-for-age", z: -0.5, percentile: 30.9 },
        { index: "head-circumference-for-age", z: -0.15, percentile: 44 },
        { index: "arm-circumference-for-age", z: 0.01, percentile: 50.4 },
      ],
    },
  ],
  curves: [
    {
      index: "weight-for-age",
      at: [0, 11, 44, 99, 175, 274, 395, 537, 701, 888, 1096],
      l: [0.381, 0.245, 0.134, 0.028, -0.068, -0.151, -0.216, -0.261, -0.291, -0.308, -0.32],
      m: [3.23, 3.46, 4.64, 6, 7.2, 8.23, 9.16, 10.16, 11.28, 12.54, 13.85],
      s: [0.1417, 0.1446, 0.1334, 0.1255, 0.1222, 0.122, 0.1228, 0.1231, 0.1237, 0.1255, 0.1292],
    },
    {
      index: "height-for-age",
      at: [0, 11, 44, 99, 175, 274, 395, 537, 701, 888, 1096],
      l: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      m: [49.15, 51.01, 55.29, 60.42, 65.32, 70.15, 75.19, 80.34, 85.55, 90.04, 95.06],
      s: [0.0379, 0.0372, 0.036, 0.0351, 0.0345, 0.0344, 0.035, 0.0359, 0.0371, 0.0388, 0.0401],
    },
    {
      index: "head-circumference-for-age",
      at: [0, 11, 44, 99, 175, 274, 395, 537, 701, 888, 1096],
      l: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      m: [33.88, 34.94, 37.39, 39.82, 42.03, 43.83, 45.17, 46.18, 47.04, 47.84, 48.51],
      s: [0.035, 0.033, 0.0319, 0.0313, 0.0309, 0.0305, 0.0302, 0.0299, 0.0296, 0.0294, 0.0291],
    },
  ],
};

const record = (id, type, content, more = {}) => ({
  id,
  type,
  effectiveAt: "2026-11-22T05:10:00Z",
  authorName: "Dr Kavya Rao",
  content,
  ...more,
});

export const document = {
  title: "Chest X-ray, front view",
  category: "imaging",
  description: "Taken on admission, after three days of cough and fever.",
  language: "en",
  takenAt: "2026-11-20",
  source: "General Hospital Ernakulam",
};

const attachments = [{ id: "01JD8Z6Q5W8M4T0V9R2N3K1H7F", name: "chest x-ray (front).jpg", contentType: "image/jpeg", size: 2_411_724 }];

/** The head of a printed record. */
export const letterhead = {
  practiceName: "Sunrise Family Clinic and Diagnostics",
  address: "12 Lake Road, Indiranagar, Bengaluru 560038",
  phone: "+91 80 0000 0000",
  gstin: "29AAAAA0000A1ZY",
  patientName: "Asha Kamala Verma",
  patientNumber: "SFC-1001",
  sex: "female",
  dateOfBirth: "1988-05-04",
};

export const records = [
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7A", "prescription", prescription),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7C", "vital-signs", vitalSigns, { corrected: true }),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7D", "clinical-note", clinicalNote),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7G", "treatment-plan", treatmentPlan, { authorName: "Dr Nila Bose" }),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7H", "lab-order", labOrder),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7M", "immunisation-plan", immunisationPlan),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7P", "lens-prescription", lensPrescription),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7Q", "invoice", invoice),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7R", "payment", payment),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7S", "growth-chart", growthChart),
  record("01JD8Z6Q5W8M4T0V9R2N3K1H7J", "file", document, { attachments }),
];

/** Of a type that does not exist yet: an older page meets a newer server. */
export const strangeRecord = record("01JD8Z6Q5W8M4T0V9R2N3K1H7E", "x-ray", {});

export const correctedRecord = { ...records[0], corrected: true };

export const withdrawnRecord = record("01JD8Z6Q5W8M4T0V9R2N3K1H7T", "prescription", undefined, { withdrawn: true, authorName: undefined });

/** Two visits in one notice: every type twice, one record taken back and one of a type that is not known. */
export const manyRecords = [
  ...records,
  withdrawnRecord,
  strangeRecord,
  ...records.map((r, i) => ({ ...r, id: r.id.slice(0, -2) + `6${i}`, effectiveAt: "2026-11-15T05:10:00Z", corrected: false })),
];

/** Who saw the records, in two pages: all that can be said once, of all who can have done it. */
export const history = [
  [
    { at: "2026-11-22T05:20:00Z", what: "opened", role: "you" },
    { at: "2026-11-22T05:12:00Z", what: "link-renewed", role: "you" },
    { at: "2026-11-22T05:11:00Z", what: "sent", role: "clinic", channel: "sms" },
    { at: "2026-11-22T05:10:00Z", what: "record-written", recordType: "prescription", name: "Dr Kavya Rao", role: "owner" },
    { at: "2026-11-22T05:09:00Z", what: "record-corrected", recordType: "vital-signs", name: "Lakshmi Venkataraman Subramaniam", role: "clinician" },
    { at: "2026-11-22T05:08:00Z", what: "record-withdrawn", recordType: "immunisation-plan", name: "Dr Kavya Rao", role: "owner" },
    { at: "2026-11-22T05:07:00Z", what: "chart-read", name: "Lata Hegde", role: "receptionist" },
    { at: "2026-11-22T05:06:00Z", what: "record-read", recordType: "lens-prescription", role: "clinic" },
  ],
  [
    { at: "2026-11-15T05:30:00Z", what: "phone-verified", name: "Lata Hegde", role: "receptionist" },
    { at: "2026-11-15T05:29:00Z", what: "registered", name: "Lata Hegde", role: "receptionist" },
  ],
];

/** What the outbox page shows; bodies are examples, not the shipped templates. */
export const outboxMessages = (url) => [
  {
    seq: 3,
    kind: "sms",
    at: "2026-11-22T05:12:30Z",
    to: "+919800000210",
    from: "CHSHRE",
    body: "481206 is your code to open what Sunrise Clinic shared with you. It works for 5 minutes.",
    segments: 1,
    encoding: "GSM-7",
    attributes: { "AWS.SNS.SMS.SMSType": "Transactional", "AWS.MM.SMS.EntityId": "1001000000000000000", "AWS.MM.SMS.TemplateId": "1007000000000000001" },
    messageId: "m3",
    state: "delivered",
  },
  {
    seq: 2,
    kind: "sms",
    at: "2026-11-22T05:11:02Z",
    to: "+919800000210",
    from: "CHSHRE",
    body: `Asha V, Sunrise Clinic ने आपके साथ कुछ साझा किया है: ${url}/s?open--------------------------`,
    segments: 2,
    encoding: "UCS-2",
    attributes: { "AWS.SNS.SMS.SMSType": "Transactional" },
    messageId: "m2",
    state: "failed",
  },
  {
    seq: 1,
    kind: "email",
    at: "2026-11-22T05:01:10Z",
    to: "owner@sunrise-clinic.in",
    from: "Chartshare <no-reply@example.in>",
    subject: "Choose your password",
    text: `Welcome.\n\nChoose your password: ${url}/clinic/password?abc\n`,
    html: `<h1 style="font-family:sans-serif">Welcome</h1><p style="font-family:sans-serif"><a href="${url}/clinic/password?abc">Choose your password</a></p>`,
    headers: { "Message-ID": "<m1@example.in>", "Reply-To": "help@example.in" },
    messageId: "m1",
    state: "accepted",
  },
];

export const practice = { name: "Sunrise Clinic", phone: "+91 80 0000 0000" };
