namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Decides when a bottle ends because the host itself runs short. Each <c>run</c> knows only its own bottle. A bottle that uses much ends at once; one that
/// uses little ends only if the end of no other bottle has freed enough.
/// </summary>
internal sealed class Shortage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private TimeSpan? _since;
    private long _worst;

    /// <summary>Adds one measurement.</summary>
    /// <param name="now">The time since any fixed start.</param>
    /// <param name="free">Free amount of the host.</param>
    /// <param name="kept">Amount that must stay free.</param>
    /// <param name="usesMuch">True if this bottle is a likely cause.</param>
    /// <returns>True if the bottle must end.</returns>
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
            _since = now; // the shortage begins, or another program freed some
        }

        _worst = free;
        return now - _since >= Patience;
    }
}
