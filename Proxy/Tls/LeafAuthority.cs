using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tls;

/// <summary>
/// The leaves of one run, with separate caches for hosts in the policy and for denied hosts. An agent can name a million hosts, and must neither evict the
/// allowed ones nor keep a processor busy. Leaves for denied hosts are therefore few and limited in rate.
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

    /// <summary>The CA's certificate, which must not verify any upstream.</summary>
    public X509Certificate2 Certificate => _minter.Authority;

    /// <exception cref="ProxyConfigurationException">The PEM texts are not a CA certificate and its key.</exception>
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

    /// <summary>Returns the leaf of a host in the policy.</summary>
    public Leaf ForKnown(HostName host) => _known.Get(host)!;

    /// <summary>Returns a leaf for sending a refusal; null if too many were minted lately.</summary>
    public Leaf? ForDenied(HostName host) => _denied.Get(host, _deniedRate.TryTake);

    public void Dispose() => _minter.Dispose();
}
