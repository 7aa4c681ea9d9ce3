namespace BotBottle.Core.Certificates;

/// <summary>A CA as PEM texts. The key exists in the memory of <c>run</c> and its proxy alone.</summary>
/// <param name="Certificate">The certificate (<c>BEGIN CERTIFICATE</c>).</param>
/// <param name="Key">The PKCS #8 private key (<c>BEGIN PRIVATE KEY</c>).</param>
public sealed record CertificateAuthorityPem(string Certificate, string Key)
{
    /// <summary>Names the certificate only: a record's own text would print the key into a log.</summary>
    public override string ToString() => "CertificateAuthorityPem";
}
