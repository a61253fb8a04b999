"""The review page on this machine: a small server over `jobs.review`, bound to the loopback address."""
