-- Holds a lane and begins its first item. A lane somebody else holds needs no second signal: the
-- holder looks again before it lets go. Only if that hold came from this very signal, its worker
-- is dead, and the signal stays until the lease has ended.
local held = redis.call('GET', KEYS[2])
if held and held ~= holder then
  if held:sub(-#id - 1) == '|' .. id then return { 'wait' } end
  settle(KEYS[5], group, id)
  return { 'busy' }
end
return begin()
