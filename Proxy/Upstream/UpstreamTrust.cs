using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// The roots that verify upstreams: the system's and the operator's additional ones, never the proxy's own CA, even if it is among the system's roots.
/// Verification downloads nothing.
/// </summary>
internal sealed class UpstreamTrust
{
    private readonly Lazy<X509ChainPolicy> _policy;

    /// <param name="extra">PEM texts of additional roots; null for none.</param>
    /// <param name="own">The CAs of the runs.</param>
    /// <exception cref="ProxyConfigurationException"><paramref name="extra"/> contains no certificate.</exception>
    public UpstreamTrust(string? extra, IEnumerable<X509Certificate2> own)
    {
        X509Certificate2Collection added = extra is null ? [] : ReadPem(extra);
        X509Certificate2[] refused = [.. own];
        // A failure is not cached; the next handshake tries again.
        _policy = new Lazy<X509ChainPolicy>(() => Policy(added, refused), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The system's roots, which the process reads once.</summary>
    public static X509Certificate2Collection SystemRoots()
    {
        using X509Store system = new(StoreName.Root, StoreLocation.LocalMachine);
        system.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        return system.Certificates;
    }

    /// <summary>The options of one handshake. <paramref name="rejected"/> receives the reason why a certificate is rejected; it does not decide.</summary>
    public SslClientAuthenticationOptions OptionsFor(string host, Action<string> rejected) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        CertificateChainPolicy = _policy.Value,
        AllowRenegotiation = false,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            string? reason = Refusal(host, certificate as X509Certificate2, chain, errors);
            if (reason is not null)
            {
                rejected(reason);
            }
            return reason is null;
        },
    };

    /// <summary>Judges a server after the platform verified its chain.</summary>
    /// <returns>Why it is not trusted; null if it is.</returns>
    internal static string? Refusal(string host, X509Certificate2? server, X509Chain? chain, SslPolicyErrors errors)
    {
        if (server is null || chain is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return Describe(chain, errors);
        }
        if (errors == SslPolicyErrors.None)
        {
            return ServerCertificateRules.Refusal(chain, host);
        }
        using X509Chain? rebuilt = ChainBuilder.Rebuild(server, chain.ChainPolicy);
        return rebuilt is null ? Describe(chain, errors) : ServerCertificateRules.Refusal(rebuilt, host);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection added, X509Certificate2[] refused)
    {
        X509Certificate2Collection roots = SystemRoots();
        roots.AddRange(added);
        foreach (X509Certificate2 authority in refused)
        {
            while (roots.IndexOf(authority) is >= 0 and int index)
            {
                roots.RemoveAt(index);
            }
        }
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static string Describe(X509Chain? chain, SslPolicyErrors errors)
    {
        List<string> reasons = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || chain is null)
        {
            reasons.Add("it presents no certificate");
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add("its certificate is for another name");
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            reasons.AddRange((chain?.ChainStatus ?? []).Select(status => Describe(status.Status)).Distinct());
        }
        return string.Join(", ", reasons);
    }

    private static string Describe(X509ChainStatusFlags status) => status switch
    {
        X509ChainStatusFlags.NotTimeValid => "its certificate, or one above it, has expired or is not valid yet (NotTimeValid)",
        X509ChainStatusFlags.UntrustedRoot => "its root is not among the trusted ones (UntrustedRoot)",
        X509ChainStatusFlags.PartialChain => "a certificate between its own and a trusted root is missing (PartialChain)",
        X509ChainStatusFlags.NotValidForUsage => "its certificate, or one above it, is not for servers (NotValidForUsage)",
        X509ChainStatusFlags.HasExcludedNameConstraint or X509ChainStatusFlags.HasNotPermittedNameConstraint =>
            $"an authority above its certificate may not vouch for its names ({status})",
        _ => status.ToString(),
    };

    private static X509Certificate2Collection ReadPem(string text)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw new ProxyConfigurationException($"upstream.ca: not valid PEM certificates: {exception.Message}");
        }
        return certificates.Count > 0 ? certificates : throw new ProxyConfigurationException("upstream.ca: it contains no certificate");
    }
}
