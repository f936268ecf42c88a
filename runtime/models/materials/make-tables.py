"""Makes tables.bin from the databases of an installed genx3 (written and run with 3.8.13, numpy 2.4.6).

    python make-tables.py            (needs genx3 and numpy; README.md names the original sources)

Only the numbers are taken. Each is written with the fewest digits that give it back to 1e-14 of itself: that mends
artefacts of a product or a sum (13.960099999999999 was 0.0139601 keV) and changes nothing else.

Layout of tables.bin, little endian:
    uint32            bytes of the index
    index             JSON, {table: {name: [offset from the end of the index, bytes]}}
    blocks            raw deflate, each of a text: one column a line, its values separated by commas

    ffast, cxro       one block an element; three columns: E in eV, f1, f2 (electrons)
    cromer-mann       one block, "all"; ten columns: name, a1 a2 a3 a4 c b1 b2 b3 b4
    neutron           one block, "all"; three columns: name, Re b_c, Im b_c (fm)
    weights           one block, "all"; two columns: name, atomic weight (u)
    absorption        one block an element or isotope; one column: absorption cross section (barn).
                      Its energies (eV) are the last of the block "energies", as many as it has values.
"""

import json
import pathlib
import struct
import zlib

import genx
import numpy as np

DATABASES = pathlib.Path(genx.__file__).parent / "models" / "databases"
OUT = pathlib.Path(__file__).with_name("tables.bin")


def text(value):
    """The shortest text within 1e-14 of the value."""
    value = float(value)
    digits = next(n for n in range(1, 18) if abs(float(f"{value:.{n}g}") - value) <= 1e-14 * abs(value))
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def column(values):
    return ",".join(v if isinstance(v, str) else text(v) for v in values)


def table(rows):
    return {"all": "\n".join(column(c) for c in zip(*rows))}


def dabax(name):
    """The scans of a DABAX file: lower-case name of the scan's last word → its numbers, `(uncertainty)` dropped.
    What is no number (a half-life, `2.3E5a`) is NaN."""

    def number(word):
        try:
            return float(word.split("(")[0])
        except ValueError:
            return float("nan")

    scans, label = {}, ""
    for line in (DATABASES / name).read_text().splitlines():
        if line.startswith("#S"):
            label = line.split()[-1].lower()
        elif line and not line.startswith("#"):
            scans.setdefault(label, []).extend(number(word) for word in line.split())
    return scans


def dispersion(folder):
    """fmfe, a magnetic table among the elements, has no published source and stays out."""
    return {
        path.stem: "\n".join(column(c) for c in np.loadtxt(path, skiprows=1, unpack=True))
        for path in sorted((DATABASES / folder).glob("*.nff"))
        if path.stem != "fmfe"
    }


def cromer_mann():
    """Ions get names that are Python names (fe3p, o2m), also the three that the source spells in its own way."""
    own = {"fe+2": "fe2p", "ru+4": "ru4p", "o2-.": "o2m"}
    ions = []
    for label, numbers in dabax("f0_CromerMann.dat").items():
        name = own.get(label) or label.replace("-", "m").replace("+", "p")
        if name.isalnum():  # leaves out `c.`, `h.`, `si.`: bonded atoms, which no attribute name can ask for
            ions.append((name, *numbers))
    return table(ions)


def isotope(label):
    """57fe → i57fe, as scripts spell it."""
    return "i" + label if label[0].isdigit() else label


def neutron():
    """9999 means `never measured`: no entry."""
    rows = [(isotope(label), n[1], n[2]) for label, n in dabax("DeBe_NeutronNews.dat").items() if n[1] != 9999]
    return table(rows)


def weights():
    """Isotopes by their own mass, elements by the mean of what is found on Earth."""
    masses = {}
    for label, numbers in dabax("AtomicWeights.dat").items():
        masses[isotope(label)] = numbers[0]
        if len(numbers) == 3:
            masses[label.lstrip("0123456789")] = numbers[2]
    return table(masses.items())


def absorption():
    spectra = {path.stem.removeprefix("g4xs_"): np.loadtxt(path, unpack=True) for path in (DATABASES / "geant4").glob("*.txt")}
    grid = max((energies for energies, _, _ in spectra.values()), key=len)
    blocks = {"energies": column(grid)}
    for name, (energies, _, sigma) in sorted(spectra.items()):
        assert (energies == grid[-len(energies) :]).all(), name
        element = name.rstrip("0123456789")
        blocks[isotope(name[len(element) :] + element.lower())] = column(sigma)
    return blocks


def main():
    tables = {
        "ffast": dispersion("f1f2_nist"),
        "cxro": dispersion("f1f2_cxro"),
        "cromer-mann": cromer_mann(),
        "neutron": neutron(),
        "weights": weights(),
        "absorption": absorption(),
    }
    index, blocks, offset = {}, [], 0
    for kind, entries in tables.items():
        before = offset
        index[kind] = {}
        for name, block in entries.items():
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            blocks.append(deflate.compress(block.encode()) + deflate.flush())
            index[kind][name] = [offset, len(blocks[-1])]
            offset += len(blocks[-1])
        print(f"{kind:12} {len(entries):4} blocks {offset - before:8} bytes")
    head = json.dumps(index, separators=(",", ":")).encode()
    OUT.write_bytes(struct.pack("<I", len(head)) + head + b"".join(blocks))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


main()
