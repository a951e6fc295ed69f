-- Functions for the stream of signals. On a cluster the stream lives in another slot than the
-- lane: then its keys are not passed here, and a script of its own does this part afterwards.
local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function signal(stream, waiting, ref)
  if not stream then return end
  local id = redis.call('XADD', stream, '*', 'lane', ref)
  redis.call('ZADD', waiting, milliseconds(), ref)
  redis.call('EXPIRE', waiting, 604800)
  return id
end

local function settle(stream, group, id)
  if not stream then return end
  redis.call('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
end
