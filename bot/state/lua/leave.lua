-- Passes all signals of a worker to others and strikes it off. KEYS: stream, waiting.
-- ARGV: group, worker. Returns how many were passed on.
local passed = 0
repeat
  local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 100, ARGV[2])
  if pending.err then return passed end
  for _, taken in ipairs(pending) do
    local entry = redis.call('XRANGE', KEYS[1], taken[1], taken[1])[1]
    settle(KEYS[1], ARGV[1], taken[1])
    if entry then
      signal(KEYS[1], KEYS[2], entry[2][2])
      passed = passed + 1
    end
  end
until #pending == 0
redis.pcall('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return passed
