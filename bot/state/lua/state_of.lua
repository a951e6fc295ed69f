-- Says how a lane is: 'empty', 'held' or 'waits'. KEYS: lane, lease.
if redis.call('EXISTS', KEYS[2]) == 1 then return 'held' end
return redis.call('EXISTS', KEYS[1]) == 1 and 'waits' or 'empty'
