# data 0.02 0.35 30
# row p_film_d 111.0
# row film.setSigma 3.0
from numpy import *
import models.spec_nx as model
TABLE = """
# name   d      dens    f
film     100.0  0.0900  28.0-1.0j
buffer   30.0   0.0700  23.0-2.0j
"""
rows = [line.split() for line in TABLE.strip().splitlines() if line and not line.startswith('#')]
made = {}
for name, d, dens, f in rows:
    made[name.upper()] = model.Layer(d=float(d), dens=float(dens), f=complex(f), sigma=2.)
film, buffer_layer = made['FILM'], made["BUFFER"]
p_film_d = 100.0
title = "{0}/{1:>8s}: d = {film.d:6.1f} A".format('sample', 'one', film=film)
assert title == 'sample/     one: d =  100.0 A', title
assert ', '.join(sorted(made)) == 'BUFFER, FILM' and 'x'.join(['1', '2']).replace('x', '-') == '1-2'
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', restype='no conv', footype='no corr', res=0.001)
sample = model.Sample(Stacks=[model.Stack(Layers=[buffer_layer, film])], Ambient=model.Layer(dens=0.0), Substrate=model.Layer(f=14.-.3j, dens=0.05, sigma=3.))
def Sim(data):
    print("d = %6.2f, %s" % (film.d, title[:6].strip()))
    return [sample.SimSpecular(d.x, inst) for d in data]
