def measure(w,s): pass
