using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Upstream;

/// <summary>This machine's addresses, cached for one second: interfaces change while a run lives, and many connections open at once.</summary>
internal sealed class FreshAddresses(Func<HostAddresses> read, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private HostAddresses? _known;
    private long _readAt;

    /// <exception cref="System.Net.NetworkInformation.NetworkInformationException">The kernel does not list the addresses.</exception>
    public HostAddresses Get()
    {
        lock (_lock)
        {
            if (_known is null || time.GetElapsedTime(_readAt) >= Lifetime)
            {
                _known = read();
                _readAt = time.GetTimestamp();
            }
            return _known;
        }
    }
}
