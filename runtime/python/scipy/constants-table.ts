/**
 * The numbers of scipy.constants: SI units, prefixes and CODATA 2022 (P. J. Mohr et al., Rev. Mod. Phys. 97 (2025) 025002), as
 * scipy 1.17 has them; test/python/scipy/make_cases.py compares. A line of NAMED is a name and its value, one of CODATA is
 * name, value, standard uncertainty and unit.
 */
export const NAMED = `
Avogadro 6.02214076e+23, Boltzmann 1.380649e-23, Btu 1055.05585262, Btu_IT 1055.05585262, Btu_th 1054.3502644888888
G 6.6743e-11, Julian_year 31557600.0, N_A 6.02214076e+23, Planck 6.62607015e-34, R 8.31446261815324
Rydberg 10973731.568157, Stefan_Boltzmann 5.6703744191844314e-08, Wien 0.0028977719551851727, acre 4046.8564223999992
alpha 0.0072973525643, angstrom 1e-10, arcmin 0.0002908882086657216, arcminute 0.0002908882086657216
arcsec 4.84813681109536e-06, arcsecond 4.84813681109536e-06, astronomical_unit 149597870700.0, atm 101325.0
atmosphere 101325.0, atomic_mass 1.66053906892e-27, atto 1e-18, au 149597870700.0, bar 100000.0
barrel 0.15898729492799998, bbl 0.15898729492799998, blob 175.12683524647636, c 299792458.0, calorie 4.184
calorie_IT 4.1868, calorie_th 4.184, carat 0.0002, centi 0.01, day 86400.0, deci 0.1, degree 0.017453292519943295
degree_Fahrenheit 0.5555555555555556, deka 10.0, dyn 1e-05, dyne 1e-05, e 1.602176634e-19, eV 1.602176634e-19
electron_mass 9.1093837139e-31, electron_volt 1.602176634e-19, elementary_charge 1.602176634e-19
epsilon_0 8.8541878188e-12, erg 1e-07, exa 1e+18, exbi 1152921504606846976, femto 1e-15, fermi 1e-15
fine_structure 0.0072973525643, fluid_ounce 2.9573529562499998e-05, fluid_ounce_US 2.9573529562499998e-05
fluid_ounce_imp 2.84130625e-05, foot 0.30479999999999996, g 9.80665, gallon 0.0037854117839999997
gallon_US 0.0037854117839999997, gallon_imp 0.00454609, gas_constant 8.31446261815324, gibi 1073741824
giga 1000000000.0, golden 1.618033988749895, golden_ratio 1.618033988749895, grain 6.479891e-05, gram 0.001
gravitational_constant 6.6743e-11, h 6.62607015e-34, hbar 1.0545718176461565e-34, hectare 10000.0, hecto 100.0
horsepower 745.6998715822701, hour 3600.0, hp 745.6998715822701, inch 0.0254, k 1.380649e-23, kgf 9.80665, kibi 1024
kilo 1000.0, kilogram_force 9.80665, kmh 0.2777777777777778, knot 0.5144444444444445, lb 0.45359236999999997
lbf 4.4482216152605, light_year 9460730472580800.0, liter 0.001, litre 0.001, long_ton 1016.0469088
m_e 9.1093837139e-31, m_n 1.67492750056e-27, m_p 1.67262192595e-27, m_u 1.66053906892e-27, mach 340.5, mebi 1048576
mega 1000000.0, metric_ton 1000.0, micro 1e-06, micron 1e-06, mil 2.5399999999999997e-05, mile 1609.3439999999998
milli 0.001, minute 60.0, mmHg 133.32236842105263, mph 0.44703999999999994, mu_0 1.25663706127e-06, nano 1e-09
nautical_mile 1852.0, neutron_mass 1.67492750056e-27, ounce 0.028349523124999998, oz 0.028349523124999998
parsec 3.085677581491367e+16, pebi 1125899906842624, peta 1000000000000000.0, pi 3.141592653589793, pico 1e-12
point 0.00035277777777777776, pound 0.45359236999999997, pound_force 4.4482216152605, proton_mass 1.67262192595e-27
psi 6894.757293168361, pt 0.00035277777777777776, quecto 1e-30, quetta 1e+30, ronna 1e+27, ronto 1e-27
short_ton 907.1847399999999, sigma 5.6703744191844314e-08, slinch 175.12683524647636, slug 14.593902937206364
speed_of_light 299792458.0, speed_of_sound 340.5, stone 6.3502931799999995, survey_foot 0.3048006096012192
survey_mile 1609.3472186944373, tebi 1099511627776, tera 1000000000000.0, ton_TNT 4184000000.0
torr 133.32236842105263, troy_ounce 0.031103476799999998, troy_pound 0.37324172159999996, u 1.66053906892e-27
week 604800.0, yard 0.9143999999999999, year 31536000.0, yobi 1208925819614629174706176, yocto 1e-24, yotta 1e+24
zebi 1180591620717411303424, zepto 1e-21, zero_Celsius 273.15, zetta 1e+21
`;

export const CODATA = `
Angstrom star|1.00001495e-10|9e-17|m
Avogadro constant|6.02214076e+23|0.0|mol^-1
Bohr magneton|9.2740100657e-24|2.9e-33|J T^-1
Bohr magneton in Hz/T|13996244917.1|4.4|Hz T^-1
Bohr magneton in K/T|0.67171381472|2.1e-10|K T^-1
Bohr magneton in eV/T|5.7883817982e-05|1.8e-14|eV T^-1
Bohr magneton in inverse meter per tesla|46.686447719|1.5e-08|m^-1 T^-1
Bohr magneton in inverse meters per tesla|46.68644814|2.9e-07|m^-1 T^-1
Bohr radius|5.29177210544e-11|8.2e-21|m
Boltzmann constant|1.380649e-23|0.0|J K^-1
Boltzmann constant in Hz/K|20836619123.327576|0.0|Hz K^-1
Boltzmann constant in eV/K|8.617333262145179e-05|0.0|eV K^-1
Boltzmann constant in inverse meter per kelvin|69.50348004861274|0.0|m^-1 K^-1
Boltzmann constant in inverse meters per kelvin|69.503457|4e-05|m^-1 K^-1
Compton wavelength|2.42631023538e-12|7.6e-22|m
Compton wavelength over 2 pi|3.8615926764e-13|1.8e-22|m
Copper x unit|1.00207697e-13|2.8e-20|m
Cu x unit|1.00207697e-13|2.8e-20|m
Faraday constant|96485.33212331001|0.0|C mol^-1
Faraday constant for conventional electric current|96485.3251|0.0012|C_90 mol^-1
Fermi coupling constant|1.1663787e-05|6e-12|GeV^-2
Hartree energy|4.359744722206e-18|4.8e-30|J
Hartree energy in eV|27.211386245981|3e-11|eV
Josephson constant|483597848416983.6|0.0|Hz V^-1
Loschmidt constant (273.15 K, 100 kPa)|2.6516458048837345e+25|0.0|m^-3
Loschmidt constant (273.15 K, 101.325 kPa)|2.686780111798444e+25|0.0|m^-3
Mo x unit|1.00209952e-13|5.3e-20|m
Molybdenum x unit|1.00209952e-13|5.3e-20|m
Newtonian constant of gravitation|6.6743e-11|1.5e-15|m^3 kg^-1 s^-2
Newtonian constant of gravitation over h-bar c|6.70883e-39|1.5e-43|(GeV/c^2)^-2
Planck constant|6.62607015e-34|0.0|J Hz^-1
Planck constant in eV s|4.135667662e-15|2.5e-23|eV s
Planck constant in eV/Hz|4.135667696923859e-15|0.0|eV Hz^-1
Planck constant over 2 pi|1.0545718e-34|1.3e-42|J s
Planck constant over 2 pi in eV s|6.582119514e-16|4e-24|eV s
Planck constant over 2 pi times c in MeV fm|197.3269788|1.2e-06|MeV fm
Planck length|1.616255e-35|1.8e-40|m
Planck mass|2.176434e-08|2.4e-13|kg
Planck mass energy equivalent in GeV|1.22089e+19|140000000000000.0|GeV
Planck temperature|1.416784e+32|1.6e+27|K
Planck time|5.391247e-44|6e-49|s
Rydberg constant|10973731.568157|1.2e-05|m^-1
Rydberg constant times c in Hz|3289841960250000.0|3600.0|Hz
Rydberg constant times hc in J|2.179872361103e-18|2.4e-30|J
Rydberg constant times hc in eV|13.60569312299|1.5e-11|eV
Sackur-Tetrode constant (1 K, 100 kPa)|-1.15170753496|4.7e-10|
Sackur-Tetrode constant (1 K, 101.325 kPa)|-1.16487052149|4.7e-10|
Stefan-Boltzmann constant|5.6703744191844314e-08|0.0|W m^-2 K^-4
Thomson cross section|6.6524587051e-29|6.2e-38|m^2
W to Z mass ratio|0.88145|0.00013|
Wien displacement law constant|0.0028977685|5.1e-09|m K
Wien frequency displacement law constant|58789257576.468254|0.0|Hz K^-1
Wien wavelength displacement law constant|0.0028977719551851727|0.0|m K
alpha particle mass|6.644657345e-27|2.1e-36|kg
alpha particle mass energy equivalent|5.9719201997e-10|1.9e-19|J
alpha particle mass energy equivalent in MeV|3727.3794118|1.2e-06|MeV
alpha particle mass in u|4.001506179129|6.2e-11|u
alpha particle molar mass|0.0040015061833|1.2e-12|kg mol^-1
alpha particle relative atomic mass|4.001506179129|6.2e-11|
alpha particle rms charge radius|1.6785e-15|2.1e-18|m
alpha particle-electron mass ratio|7294.29954171|1.7e-07|
alpha particle-proton mass ratio|3.972599690252|7e-11|
atomic mass constant|1.66053906892e-27|5.2e-37|kg
atomic mass constant energy equivalent|1.49241808768e-10|4.6e-20|J
atomic mass constant energy equivalent in MeV|931.49410372|2.9e-07|MeV
atomic mass unit-electron volt relationship|931494103.72|0.29|eV
atomic mass unit-hartree relationship|34231776.922|0.011|E_h
atomic mass unit-hertz relationship|2.25234272185e+23|70000000000000.0|Hz
atomic mass unit-inverse meter relationship|751300662090000.0|230000.0|m^-1
atomic mass unit-joule relationship|1.49241808768e-10|4.6e-20|J
atomic mass unit-kelvin relationship|10809540206700.0|3400.0|K
atomic mass unit-kilogram relationship|1.66053906892e-27|5.2e-37|kg
atomic unit of 1st hyperpolarizability|3.2063612996e-53|1.5e-62|C^3 m^3 J^-2
atomic unit of 1st hyperpolarizablity|3.20636151e-53|2.8e-60|C^3 m^3 J^-2
atomic unit of 2nd hyperpolarizability|6.2353799735e-65|3.9e-74|C^4 m^4 J^-3
atomic unit of 2nd hyperpolarizablity|6.2353808e-65|1.1e-71|C^4 m^4 J^-3
atomic unit of action|1.0545718176461565e-34|0.0|J s
atomic unit of charge|1.602176634e-19|0.0|C
atomic unit of charge density|1081202386770.0|510.0|C m^-3
atomic unit of current|0.0066236182375082|7.2e-15|A
atomic unit of electric dipole mom.|8.4783536198e-30|1.3e-39|C m
atomic unit of electric dipole moment|8.47835309e-30|7.3e-37|C m
atomic unit of electric field|514220675112.0|80.0|V m^-1
atomic unit of electric field gradient|9.7173624424e+21|3000000000000.0|V m^-2
atomic unit of electric polarizability|1.64877727212e-41|5.1e-51|C^2 m^2 J^-1
atomic unit of electric polarizablity|1.648777274e-41|1.6e-49|C^2 m^2 J^-1
atomic unit of electric potential|27.211386245981|3e-11|V
atomic unit of electric quadrupole mom.|4.4865515185e-40|1.4e-49|C m^2
atomic unit of electric quadrupole moment|4.48655124e-40|3.9e-47|C m^2
atomic unit of energy|4.359744722206e-18|4.8e-30|J
atomic unit of force|8.2387235038e-08|1.3e-17|N
atomic unit of length|5.29177210544e-11|8.2e-21|m
atomic unit of mag. dipole mom.|1.85480201315e-23|5.8e-33|J T^-1
atomic unit of mag. flux density|235051.757077|7.3e-05|T
atomic unit of magn. dipole moment|1.8548019e-23|1.6e-30|J T^-1
atomic unit of magn. flux density|235051.757077|7.3e-05|T
atomic unit of magnetizability|7.8910365794e-29|4.9e-38|J T^-2
atomic unit of mass|9.1093837139e-31|2.8e-40|kg
atomic unit of mom.um|1.992851882e-24|2.4e-32|kg m s^-1
atomic unit of momentum|1.99285191545e-24|3.1e-34|kg m s^-1
atomic unit of permittivity|1.1126500562e-10|1.7e-20|F m^-1
atomic unit of time|2.4188843265864e-17|2.6e-29|s
atomic unit of velocity|2187691.26216|0.00034|m s^-1
characteristic impedance of vacuum|376.730313412|5.9e-08|ohm
classical electron radius|2.8179403205e-15|1.3e-24|m
conductance quantum|7.748091729863649e-05|0.0|S
conventional value of Josephson constant|483597900000000.0|0.0|Hz V^-1
conventional value of ampere-90|1.0000000888714378|0.0|A
conventional value of coulomb-90|1.0000000888714378|0.0|C
conventional value of farad-90|0.9999999822063325|0.0|F
conventional value of henry-90|1.0000000177936679|0.0|H
conventional value of ohm-90|1.0000000177936679|0.0|ohm
conventional value of volt-90|1.0000001066651072|0.0|V
conventional value of von Klitzing constant|25812.807|0.0|ohm
conventional value of watt-90|1.0000001955365543|0.0|W
deuteron g factor|0.8574382335|2.2e-09|
deuteron mag. mom.|4.330735087e-27|1.1e-35|J T^-1
deuteron mag. mom. to Bohr magneton ratio|0.0004669754568|1.2e-12|
deuteron mag. mom. to nuclear magneton ratio|0.8574382335|2.2e-09|
deuteron magn. moment|4.33073482e-27|3.8e-34|J T^-1
deuteron magn. moment to Bohr magneton ratio|0.0004669754567|5e-12|
deuteron magn. moment to nuclear magneton ratio|0.8574382329|9.2e-09|
deuteron mass|3.3435837768e-27|1e-36|kg
deuteron mass energy equivalent|3.00506323491e-10|9.4e-20|J
deuteron mass energy equivalent in MeV|1875.612945|5.8e-07|MeV
deuteron mass in u|2.013553212544|1.5e-11|u
deuteron molar mass|0.00201355321466|6.3e-13|kg mol^-1
deuteron relative atomic mass|2.013553212544|1.5e-11|
deuteron rms charge radius|2.12778e-15|2.7e-19|m
deuteron-electron mag. mom. ratio|-0.000466434555|1.2e-12|
deuteron-electron magn. moment ratio|-0.0004664345548|5e-12|
deuteron-electron mass ratio|3670.482967655|6.3e-08|
deuteron-neutron mag. mom. ratio|-0.44820652|1.1e-07|
deuteron-neutron magn. moment ratio|-0.44820652|1.1e-07|
deuteron-proton mag. mom. ratio|0.3070122093|7.9e-10|
deuteron-proton magn. moment ratio|0.3070122084|4.5e-09|
deuteron-proton mass ratio|1.9990075012699|8.4e-12|
electric constant|8.8541878188e-12|1.4e-21|F m^-1
electron charge to mass quotient|-175882000838.0|55.0|C kg^-1
electron g factor|-2.00231930436092|3.6e-13|
electron gyromag. ratio|176085962784.0|55.0|s^-1 T^-1
electron gyromag. ratio in MHz/T|28024.9513861|8.7e-06|MHz T^-1
electron gyromag. ratio over 2 pi|28024.95164|0.00017|MHz T^-1
electron gyromagn. ratio|176085962784.0|55.0|s^-1 T^-1
electron gyromagn. ratio over 2 pi|28024.9532|0.0024|MHz T^-1
electron mag. mom.|-9.2847646917e-24|2.9e-33|J T^-1
electron mag. mom. anomaly|0.00115965218046|1.8e-13|
electron mag. mom. to Bohr magneton ratio|-1.00115965218046|1.8e-13|
electron mag. mom. to nuclear magneton ratio|-1838.281971877|3.2e-08|
electron magn. moment|-9.28476412e-24|8e-31|J T^-1
electron magn. moment anomaly|0.0011596521859|3.8e-12|
electron magn. moment to Bohr magneton ratio|-1.0011596521859|3.8e-12|
electron magn. moment to nuclear magneton ratio|-1838.28197107|8.5e-07|
electron mass|9.1093837139e-31|2.8e-40|kg
electron mass energy equivalent|8.187105788e-14|2.6e-23|J
electron mass energy equivalent in MeV|0.51099895069|1.6e-10|MeV
electron mass in u|0.0005485799090441|9.7e-15|u
electron molar mass|5.4857990962e-07|1.7e-16|kg mol^-1
electron relative atomic mass|0.0005485799090441|9.7e-15|
electron to alpha particle mass ratio|0.0001370933554733|3.2e-15|
electron to shielded helion mag. mom. ratio|864.05823986|7e-07|
electron to shielded helion magn. moment ratio|864.058255|1e-05|
electron to shielded proton mag. mom. ratio|-658.2275856|2.7e-06|
electron to shielded proton magn. moment ratio|-658.2275956|7.1e-06|
electron volt|1.602176634e-19|0.0|J
electron volt-atomic mass unit relationship|1.07354410083e-09|3.3e-19|u
electron volt-hartree relationship|0.036749322175665|4e-14|E_h
electron volt-hertz relationship|241798924208491.8|0.0|Hz
electron volt-inverse meter relationship|806554.3937349211|0.0|m^-1
electron volt-joule relationship|1.602176634e-19|0.0|J
electron volt-kelvin relationship|11604.518121550082|0.0|K
electron volt-kilogram relationship|1.7826619216278975e-36|0.0|kg
electron-deuteron mag. mom. ratio|-2143.9234921|5.6e-06|
electron-deuteron magn. moment ratio|-2143.923493|2.3e-05|
electron-deuteron mass ratio|0.0002724437107629|4.7e-15|
electron-helion mass ratio|0.0001819543074649|5.3e-15|
electron-muon mag. mom. ratio|206.7669881|4.6e-06|
electron-muon magn. moment ratio|206.7669894|5.4e-06|
electron-muon mass ratio|0.0048363317|1.1e-10|
electron-neutron mag. mom. ratio|960.92048|0.00023|
electron-neutron magn. moment ratio|960.9205|0.00023|
electron-neutron mass ratio|0.00054386734416|2.2e-13|
electron-proton mag. mom. ratio|-658.21068789|1.9e-07|
electron-proton magn. moment ratio|-658.2106862|6.6e-06|
electron-proton mass ratio|0.0005446170214889|9.4e-15|
electron-tau mass ratio|0.000287585|1.9e-08|
electron-triton mass ratio|0.0001819200062327|6.8e-15|
elementary charge|1.602176634e-19|0.0|C
elementary charge over h|241798926200000.0|1500000.0|A J^-1
elementary charge over h-bar|1519267447878626.0|0.0|A J^-1
fine-structure constant|0.0072973525643|1.1e-12|
first radiation constant|3.7417718521927573e-16|0.0|W m^2
first radiation constant for spectral radiance|1.1910429723971884e-16|0.0|W m^2 sr^-1
hartree-atomic mass unit relationship|2.92126231797e-08|9.1e-18|u
hartree-electron volt relationship|27.211386245981|3e-11|eV
hartree-hertz relationship|6579683920499900.0|7200.0|Hz
hartree-inverse meter relationship|21947463.136314|2.4e-05|m^-1
hartree-joule relationship|4.359744722206e-18|4.8e-30|J
hartree-kelvin relationship|315775.02480398|3.4e-07|K
hartree-kilogram relationship|4.8508702095419e-35|5.3e-47|kg
helion g factor|-4.2552506995|3.4e-09|
helion mag. mom.|-1.07461755198e-26|9.3e-36|J T^-1
helion mag. mom. to Bohr magneton ratio|-0.00115874098083|9.4e-13|
helion mag. mom. to nuclear magneton ratio|-2.1276253498|1.7e-09|
helion mass|5.0064127862e-27|1.6e-36|kg
helion mass energy equivalent|4.4995394185e-10|1.4e-19|J
helion mass energy equivalent in MeV|2808.39161112|8.8e-07|MeV
helion mass in u|3.014932246932|7.4e-11|u
helion molar mass|0.0030149322501|9.4e-13|kg mol^-1
helion relative atomic mass|3.014932246932|7.4e-11|
helion shielding shift|5.9967029e-05|2.3e-11|
helion-electron mass ratio|5495.88527984|1.6e-07|
helion-proton mass ratio|2.993152671552|7e-11|
hertz-atomic mass unit relationship|4.439821659e-24|1.4e-33|u
hertz-electron volt relationship|4.135667696923859e-15|0.0|eV
hertz-hartree relationship|1.5198298460574e-16|1.7e-28|E_h
hertz-inverse meter relationship|3.3356409519815204e-09|0.0|m^-1
hertz-joule relationship|6.62607015e-34|0.0|J
hertz-kelvin relationship|4.799243073366221e-11|0.0|K
hertz-kilogram relationship|7.372497323812708e-51|0.0|kg
hyperfine transition frequency of Cs-133|9192631770.0|0.0|Hz
inverse fine-structure constant|137.035999177|2.1e-08|
inverse meter-atomic mass unit relationship|1.33102504824e-15|4.1e-25|u
inverse meter-electron volt relationship|1.2398419843320026e-06|0.0|eV
inverse meter-hartree relationship|4.5563352529132e-08|5e-20|E_h
inverse meter-hertz relationship|299792458.0|0.0|Hz
inverse meter-joule relationship|1.9864458571489286e-25|0.0|J
inverse meter-kelvin relationship|0.014387768775039337|0.0|K
inverse meter-kilogram relationship|2.2102190943042335e-42|0.0|kg
inverse of conductance quantum|12906.403729652257|0.0|ohm
joule-atomic mass unit relationship|6700535247.1|2.1|u
joule-electron volt relationship|6.241509074460763e+18|0.0|eV
joule-hartree relationship|2.2937122783969e+17|250000.0|E_h
joule-hertz relationship|1.5091901796421518e+33|0.0|Hz
joule-inverse meter relationship|5.03411656754271e+24|0.0|m^-1
joule-kelvin relationship|7.24297051603992e+22|0.0|K
joule-kilogram relationship|1.1126500560536185e-17|0.0|kg
kelvin-atomic mass unit relationship|9.2510872884e-14|2.9e-23|u
kelvin-electron volt relationship|8.617333262145179e-05|0.0|eV
kelvin-hartree relationship|3.1668115634564e-06|3.5e-18|E_h
kelvin-hertz relationship|20836619123.327576|0.0|Hz
kelvin-inverse meter relationship|69.50348004861274|0.0|m^-1
kelvin-joule relationship|1.380649e-23|0.0|J
kelvin-kilogram relationship|1.5361791872403723e-40|0.0|kg
kilogram-atomic mass unit relationship|6.0221407537e+26|1.9e+17|u
kilogram-electron volt relationship|5.609588603804452e+35|0.0|eV
kilogram-hartree relationship|2.0614857887415e+34|2.2e+22|E_h
kilogram-hertz relationship|1.3563924896521321e+50|0.0|Hz
kilogram-inverse meter relationship|4.524438335443823e+41|0.0|m^-1
kilogram-joule relationship|8.987551787368176e+16|0.0|J
kilogram-kelvin relationship|6.509657260728958e+39|0.0|K
lattice parameter of silicon|5.431020511e-10|8.9e-18|m
lattice spacing of ideal Si (220)|1.920155716e-10|3.2e-18|m
lattice spacing of silicon|1.920155762e-10|5e-18|m
luminous efficacy|683.0|0.0|lm W^-1
mag. constant|1.25663706127e-06|2e-16|N A^-2
mag. flux quantum|2.0678338484619295e-15|0.0|Wb
magn. constant|1.2566370614359173e-06|0.0|N A^-2
magn. flux quantum|2.0678338484619295e-15|0.0|Wb
molar Planck constant|3.990312712893431e-10|0.0|J Hz^-1 mol^-1
molar Planck constant times c|0.119626565582|5.4e-11|J m mol^-1
molar gas constant|8.31446261815324|0.0|J mol^-1 K^-1
molar mass constant|0.00100000000105|3.1e-13|kg mol^-1
molar mass of carbon-12|0.0120000000126|3.7e-12|kg mol^-1
molar volume of ideal gas (273.15 K, 100 kPa)|0.02271095464148557|0.0|m^3 mol^-1
molar volume of ideal gas (273.15 K, 101.325 kPa)|0.022413969545014137|0.0|m^3 mol^-1
molar volume of silicon|1.205883199e-05|6e-13|m^3 mol^-1
muon Compton wavelength|1.17344411e-14|2.6e-22|m
muon Compton wavelength over 2 pi|1.867594308e-15|4.2e-23|m
muon g factor|-2.00233184123|8.2e-10|
muon mag. mom.|-4.4904483e-26|1e-33|J T^-1
muon mag. mom. anomaly|0.00116592062|4.1e-10|
muon mag. mom. to Bohr magneton ratio|-0.00484197048|1.1e-10|
muon mag. mom. to nuclear magneton ratio|-8.89059704|2e-07|
muon magn. moment|-4.49044799e-26|4e-33|J T^-1
muon magn. moment to Bohr magneton ratio|-0.00484197045|1.3e-10|
muon magn. moment to nuclear magneton ratio|-8.89059698|2.3e-07|
muon mass|1.883531627e-28|4.2e-36|kg
muon mass energy equivalent|1.692833804e-11|3.8e-19|J
muon mass energy equivalent in MeV|105.6583755|2.3e-06|MeV
muon mass in u|0.1134289257|2.5e-09|u
muon molar mass|0.0001134289258|2.5e-12|kg mol^-1
muon-electron mass ratio|206.7682827|4.6e-06|
muon-neutron mass ratio|0.1124545168|2.5e-09|
muon-proton mag. mom. ratio|-3.183345146|7.1e-08|
muon-proton magn. moment ratio|-3.183345118|8.9e-08|
muon-proton mass ratio|0.1126095262|2.5e-09|
muon-tau mass ratio|0.0594635|4e-06|
natural unit of action|1.0545718176461565e-34|0.0|J s
natural unit of action in eV s|6.582119569509067e-16|0.0|eV s
natural unit of energy|8.187105788e-14|2.6e-23|J
natural unit of energy in MeV|0.51099895069|1.6e-10|MeV
natural unit of length|3.8615926744e-13|1.2e-22|m
natural unit of mass|9.1093837139e-31|2.8e-40|kg
natural unit of mom.um|2.730924488e-22|3.4e-30|kg m s^-1
natural unit of mom.um in MeV/c|0.5109989461|3.1e-09|MeV/c
natural unit of momentum|2.730924488e-22|3.4e-30|kg m s^-1
natural unit of momentum in MeV/c|0.5109989461|3.1e-09|MeV/c
natural unit of time|1.28808866644e-21|4e-31|s
natural unit of velocity|299792458.0|0.0|m s^-1
neutron Compton wavelength|1.31959090382e-15|6.7e-25|m
neutron Compton wavelength over 2 pi|2.1001941536e-16|1.4e-25|m
neutron g factor|-3.82608552|9e-07|
neutron gyromag. ratio|183247174.0|43.0|s^-1 T^-1
neutron gyromag. ratio in MHz/T|29.1646935|6.9e-06|MHz T^-1
neutron gyromag. ratio over 2 pi|29.1646933|6.9e-06|MHz T^-1
neutron gyromagn. ratio|183247174.0|43.0|s^-1 T^-1
neutron gyromagn. ratio over 2 pi|29.164695|7.3e-06|MHz T^-1
neutron mag. mom.|-9.6623653e-27|2.3e-33|J T^-1
neutron mag. mom. to Bohr magneton ratio|-0.00104187565|2.5e-10|
neutron mag. mom. to nuclear magneton ratio|-1.91304276|4.5e-07|
neutron magn. moment|-9.6623645e-27|2.4e-33|J T^-1
neutron magn. moment to Bohr magneton ratio|-0.00104187563|2.5e-10|
neutron magn. moment to nuclear magneton ratio|-1.91304273|4.5e-07|
neutron mass|1.67492750056e-27|8.5e-37|kg
neutron mass energy equivalent|1.50534976514e-10|7.6e-20|J
neutron mass energy equivalent in MeV|939.56542194|4.8e-07|MeV
neutron mass in u|1.00866491606|4e-10|u
neutron molar mass|0.00100866491712|5.1e-13|kg mol^-1
neutron relative atomic mass|1.00866491606|4e-10|
neutron to shielded proton mag. mom. ratio|-0.68499694|1.6e-07|
neutron to shielded proton magn. moment ratio|-0.68499694|1.6e-07|
neutron-electron mag. mom. ratio|0.00104066884|2.4e-10|
neutron-electron magn. moment ratio|0.00104066882|2.5e-10|
neutron-electron mass ratio|1838.683662|7.4e-07|
neutron-muon mass ratio|8.89248408|2e-07|
neutron-proton mag. mom. ratio|-0.68497935|1.6e-07|
neutron-proton magn. moment ratio|-0.68497934|1.6e-07|
neutron-proton mass difference|2.30557461e-30|6.7e-37|kg
neutron-proton mass difference energy equivalent|2.07214712e-13|6e-20|J
neutron-proton mass difference energy equivalent in MeV|1.29333251|3.8e-07|MeV
neutron-proton mass difference in u|0.00138844948|4e-10|u
neutron-proton mass ratio|1.00137841946|4e-10|
neutron-tau mass ratio|0.528779|3.6e-05|
nuclear magneton|5.0507837393e-27|1.6e-36|J T^-1
nuclear magneton in K/T|0.00036582677706|1.1e-13|K T^-1
nuclear magneton in MHz/T|7.6225932188|2.4e-09|MHz T^-1
nuclear magneton in eV/T|3.15245125417e-08|9.8e-18|eV T^-1
nuclear magneton in inverse meter per tesla|0.0254262341009|7.9e-12|m^-1 T^-1
nuclear magneton in inverse meters per tesla|0.02542623432|1.6e-10|m^-1 T^-1
proton Compton wavelength|1.3214098536e-15|4.1e-25|m
proton Compton wavelength over 2 pi|2.10308910109e-16|9.7e-26|m
proton charge to mass quotient|95788331.43|0.03|C kg^-1
proton g factor|5.5856946893|1.6e-09|
proton gyromag. ratio|267522187.08|0.11|s^-1 T^-1
proton gyromag. ratio in MHz/T|42.577478461|1.8e-08|MHz T^-1
proton gyromag. ratio over 2 pi|42.57747892|2.9e-07|MHz T^-1
proton gyromagn. ratio|267522187.08|0.11|s^-1 T^-1
proton gyromagn. ratio over 2 pi|42.5774813|3.7e-06|MHz T^-1
proton mag. mom.|1.41060679545e-26|6e-36|J T^-1
proton mag. mom. to Bohr magneton ratio|0.0015210322023|4.5e-13|
proton mag. mom. to nuclear magneton ratio|2.79284734463|8.2e-10|
proton mag. shielding correction|2.56715e-05|4.1e-09|
proton magn. moment|1.41060671e-26|1.2e-33|J T^-1
proton magn. moment to Bohr magneton ratio|0.001521032206|1.5e-11|
proton magn. moment to nuclear magneton ratio|2.792847351|2.8e-08|
proton magn. shielding correction|2.56715e-05|4.1e-09|
proton mass|1.67262192595e-27|5.2e-37|kg
proton mass energy equivalent|1.50327761802e-10|4.7e-20|J
proton mass energy equivalent in MeV|938.27208943|2.9e-07|MeV
proton mass in u|1.0072764665789|8.3e-12|u
proton molar mass|0.00100727646764|3.1e-13|kg mol^-1
proton relative atomic mass|1.0072764665789|8.3e-12|
proton rms charge radius|8.4075e-16|6.4e-19|m
proton-electron mass ratio|1836.152673426|3.2e-08|
proton-muon mass ratio|8.88024338|2e-07|
proton-neutron mag. mom. ratio|-1.45989802|3.4e-07|
proton-neutron magn. moment ratio|-1.45989805|3.4e-07|
proton-neutron mass ratio|0.99862347797|4e-10|
proton-tau mass ratio|0.528051|3.6e-05|
quantum of circulation|0.00036369475467|1.1e-13|m^2 s^-1
quantum of circulation times 2|0.00072738950934|2.3e-13|m^2 s^-1
reduced Compton wavelength|3.8615926744e-13|1.2e-22|m
reduced Planck constant|1.0545718176461565e-34|0.0|J s
reduced Planck constant in eV s|6.582119569509067e-16|0.0|eV s
reduced Planck constant times c in MeV fm|197.3269804593025|0.0|MeV fm
reduced muon Compton wavelength|1.867594306e-15|4.2e-23|m
reduced neutron Compton wavelength|2.100194152e-16|1.1e-25|m
reduced proton Compton wavelength|2.10308910051e-16|6.6e-26|m
reduced tau Compton wavelength|1.110538e-16|7.5e-21|m
second radiation constant|0.014387768775039337|0.0|m K
shielded helion gyromag. ratio|203789460.78|0.18|s^-1 T^-1
shielded helion gyromag. ratio in MHz/T|32.434100033|2.8e-08|MHz T^-1
shielded helion gyromag. ratio over 2 pi|32.43409966|4.3e-07|MHz T^-1
shielded helion gyromagn. ratio|203789460.78|0.18|s^-1 T^-1
shielded helion gyromagn. ratio over 2 pi|32.4341015|2.8e-06|MHz T^-1
shielded helion mag. mom.|-1.07455311035e-26|9.3e-36|J T^-1
shielded helion mag. mom. to Bohr magneton ratio|-0.00115867149457|9.4e-13|
shielded helion mag. mom. to nuclear magneton ratio|-2.1274977624|1.7e-09|
shielded helion magn. moment|-1.074553024e-26|9.3e-34|J T^-1
shielded helion magn. moment to Bohr magneton ratio|-0.001158671474|1.4e-11|
shielded helion magn. moment to nuclear magneton ratio|-2.127497723|2.5e-08|
shielded helion to proton mag. mom. ratio|-0.76176657721|6.6e-10|
shielded helion to proton magn. moment ratio|-0.761766562|1.2e-08|
shielded helion to shielded proton mag. mom. ratio|-0.7617861334|3.1e-09|
shielded helion to shielded proton magn. moment ratio|-0.7617861313|3.3e-09|
shielded proton gyromag. ratio|267515319.4|1.1|s^-1 T^-1
shielded proton gyromag. ratio in MHz/T|42.57638543|1.7e-07|MHz T^-1
shielded proton gyromag. ratio over 2 pi|42.57638507|5.3e-07|MHz T^-1
shielded proton mag. mom.|1.410570583e-26|5.8e-35|J T^-1
shielded proton mag. mom. to Bohr magneton ratio|0.0015209931551|6.2e-12|
shielded proton mag. mom. to nuclear magneton ratio|2.792775648|1.1e-08|
shielded proton magn. moment|1.41057047e-26|1.2e-33|J T^-1
shielded proton magn. moment to Bohr magneton ratio|0.001520993132|1.6e-11|
shielded proton magn. moment to nuclear magneton ratio|2.792775604|3e-08|
shielding difference of d and p in HD|1.9877e-08|1e-12|
shielding difference of t and p in HT|2.3945e-08|2e-12|
speed of light in vacuum|299792458.0|0.0|m s^-1
standard acceleration of gravity|9.80665|0.0|m s^-2
standard atmosphere|101325.0|0.0|Pa
standard-state pressure|100000.0|0.0|Pa
tau Compton wavelength|6.97771e-16|4.7e-20|m
tau Compton wavelength over 2 pi|1.11056e-16|1e-20|m
tau energy equivalent|1776.86|0.12|MeV
tau mass|3.16754e-27|2.1e-31|kg
tau mass energy equivalent|2.84684e-10|1.9e-14|J
tau mass energy equivalent in MeV|1776.82|0.16|MeV
tau mass in u|1.90754|0.00013|u
tau molar mass|0.00190754|1.3e-07|kg mol^-1
tau-electron mass ratio|3477.23|0.23|
tau-muon mass ratio|16.817|0.0011|
tau-neutron mass ratio|1.89115|0.00013|
tau-proton mass ratio|1.89376|0.00013|
triton g factor|5.95792493|1.2e-08|
triton mag. mom.|1.5046095178e-26|3e-35|J T^-1
triton mag. mom. to Bohr magneton ratio|0.0016223936648|3.2e-12|
triton mag. mom. to nuclear magneton ratio|2.978962465|5.9e-09|
triton mass|5.0073567512e-27|1.6e-36|kg
triton mass energy equivalent|4.5003878119e-10|1.4e-19|J
triton mass energy equivalent in MeV|2808.92113668|8.8e-07|MeV
triton mass in u|3.01550071597|1e-10|u
triton molar mass|0.00301550071913|9.4e-13|kg mol^-1
triton relative atomic mass|3.01550071597|1e-10|
triton to proton mag. mom. ratio|1.0666399189|2.1e-09|
triton-electron mag. mom. ratio|-0.001620514423|2.1e-11|
triton-electron mass ratio|5496.92153551|2.1e-07|
triton-neutron mag. mom. ratio|-1.55718553|3.7e-07|
triton-proton mag. mom. ratio|1.066639908|1e-08|
triton-proton mass ratio|2.99371703403|1e-10|
unified atomic mass unit|1.66053906892e-27|5.2e-37|kg
vacuum electric permittivity|8.8541878188e-12|1.4e-21|F m^-1
vacuum mag. permeability|1.25663706127e-06|2e-16|N A^-2
von Klitzing constant|25812.807459304513|0.0|ohm
weak mixing angle|0.22305|0.00023|
{220} lattice spacing of silicon|1.920155714e-10|3.2e-18|m
`;
