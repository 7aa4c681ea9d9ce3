namespace BotBottle.Core.Certificates;

/// <summary>A CA as PEM texts. Only the memory of <c>run</c> and its proxy holds the key.</summary>
/// <param name="Certificate">The certificate (<c>BEGIN CERTIFICATE</c>).</param>
/// <param name="Key">The PKCS #8 private key (<c>BEGIN PRIVATE KEY</c>).</param>
public sealed record CertificateAuthorityPem(string Certificate, string Key)
{
    /// <summary>The type name only: a record's generated text would print the key into a log.</summary>
    public override string ToString() => "CertificateAuthorityPem";
}
