using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Core.Certificates;

/// <summary>Makes certificate authorities, each with a key and a subject of its own.</summary>
public static class CertificateAuthorityFactory
{
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    /// <summary>Makes a CA. Its subject ends in random digits: clients that keep an old CA of the same subject with another key
    /// reject every certificate of the new one.</summary>
    /// <param name="name">The owner's name, for people who read certificates; letters beyond the first 32 are dropped.</param>
    /// <param name="now">The present; validity begins a day earlier, for clocks that lag.</param>
    /// <param name="lifetime">Validity from <paramref name="now"/> on.</param>
    public static CertificateAuthorityPem Create(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(name);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A common name holds 64 characters at most (RFC 5280, ub-common-name); no library checks it.
        string shown = name.Length > 32 ? name[..32] : name;
        string commonName = $"Bot Bottle {shown} {Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";
        using X509Certificate2 certificate = CertificateIssuer.IssueAuthority(key, commonName, "Bot Bottle", now - Backdate, now + lifetime);
        return new CertificateAuthorityPem(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
