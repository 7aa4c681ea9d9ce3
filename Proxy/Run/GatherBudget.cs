namespace BotBottle.Proxy.Run;

/// <summary>The memory limit for all messages of one run that wait for a decision.</summary>
/// <param name="limit">The limit in bytes.</param>
internal sealed class GatherBudget(long limit)
{
    /// <summary>An input with images has a few MB.</summary>
    public const int MaxMessageBytes = 32 * 1024 * 1024;

    private long _taken;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }
        Return(bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
