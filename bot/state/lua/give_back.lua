-- Leaves an unfinished item to others; the attempt does not count, for it was ours to end it.
if redis.call('GET', KEYS[2]) ~= holder then return { 'lost' } end
redis.call('DEL', KEYS[2], KEYS[4])
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('DECR', KEYS[3]) end
signal(KEYS[5], KEYS[6], ref)
settle(KEYS[5], group, id)
return { 'left' }
