namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Decides when a bottle gives way because the host itself runs short. Each <c>run</c> knows its own bottle alone: one that uses much gives way at once; one that
/// uses little only if nobody else's end has brought relief.
/// </summary>
internal sealed class Shortage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private TimeSpan? _since;
    private long _worst;

    /// <summary>Takes a look in.</summary>
    /// <param name="now">The time, from any start.</param>
    /// <param name="free">What the host has left.</param>
    /// <param name="kept">What it is to keep.</param>
    /// <param name="usesMuch">Whether this bottle is a likely cause.</param>
    /// <returns>True: the bottle is to end.</returns>
    public bool Persists(TimeSpan now, long free, long kept, Func<bool> usesMuch)
    {
        if (free >= kept)
        {
            _since = null;
            return false;
        }

        if (usesMuch())
        {
            return true;
        }

        if (_since is null || free > _worst)
        {
            _since = now; // it begins, or somebody gave something back
        }

        _worst = free;
        return now - _since >= Patience;
    }
}
