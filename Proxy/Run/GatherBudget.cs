namespace BotBottle.Proxy.Run;

/// <summary>How much memory the messages of one run that wait to be judged may hold together.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class GatherBudget(long limit)
{
    /// <summary>An input with images comes to some MB.</summary>
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
