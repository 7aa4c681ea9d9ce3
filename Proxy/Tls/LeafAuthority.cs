using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tls;

/// <summary>
/// The leaves of one run. Hosts that its policy knows and hosts that are denied have a cache each: an agent can name a million hosts, and
/// must neither push the real ones out nor keep a processor busy, so that leaves for denied hosts are few and come at a bounded rate.
/// </summary>
internal sealed class LeafAuthority : IDisposable
{
    private const int KnownCapacity = 1024;
    private const int DeniedCapacity = 64;
    private const int DeniedPerSecond = 5;

    private readonly LeafMinter _minter;
    private readonly LeafCache _known;
    private readonly LeafCache _denied;
    private readonly TokenBucket _deniedRate;

    private LeafAuthority(LeafMinter minter, TimeProvider time)
    {
        _minter = minter;
        _known = new LeafCache(KnownCapacity, _minter.Mint, time);
        _denied = new LeafCache(DeniedCapacity, _minter.Mint, time);
        _deniedRate = new TokenBucket(DeniedPerSecond, time);
    }

    /// <summary>The CA's certificate, by which no upstream must be trusted.</summary>
    public X509Certificate2 Certificate => _minter.Authority;

    /// <exception cref="ProxyConfigurationException">The PEM texts are not a CA with its key.</exception>
    public static LeafAuthority Load(CertificateAuthorityPem authority, TimeProvider time)
    {
        try
        {
            return new LeafAuthority(new LeafMinter(authority, time), time);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ProxyConfigurationException($"the run's certificate authority cannot be used: {exception.Message}");
        }
    }

    /// <summary>The leaf of a host that the policy lets the run reach.</summary>
    public Leaf ForKnown(HostName host) => _known.Get(host)!;

    /// <summary>A leaf in which a refusal can be said; null when there were too many of late.</summary>
    public Leaf? ForDenied(HostName host) => _denied.Get(host, _deniedRate.TryTake);

    public void Dispose() => _minter.Dispose();
}
