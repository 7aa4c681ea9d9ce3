using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Core.Certificates;

/// <summary>
/// Makes certificate authorities: ECDSA P-256, a subject of their own, and the extensions that strict verifiers ask for
/// (RFC 5280 §4.2.1, <c>openssl verify -x509_strict</c>).
/// </summary>
public static class CertificateAuthorityFactory
{
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    /// <summary>Makes a CA. Its subject ends in random digits: clients that keep an old CA of the same subject with another key
    /// reject every certificate of the new one.</summary>
    /// <param name="name">Whose it is, for people who read certificates; letters beyond the first 32 are dropped.</param>
    /// <param name="now">The present; validity begins a day earlier, for clocks that lag.</param>
    /// <param name="lifetime">Validity from <paramref name="now"/> on.</param>
    public static CertificateAuthorityPem Create(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(name);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName("Bot Bottle");
        string shown = name.Length > 32 ? name[..32] : name;
        // A common name holds 64 characters at most (RFC 5280, ub-common-name); .NET does not check.
        subject.AddCommonName($"Bot Bottle {shown} {Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}");

        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(
            request.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now - Backdate, now + lifetime);
        return new CertificateAuthorityPem(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
