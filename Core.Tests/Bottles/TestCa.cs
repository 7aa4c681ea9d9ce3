using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Core.Tests.Bottles;

/// <summary>A CA certificate for bottles under test; its key is thrown away unless a test signs with it.</summary>
internal static class TestCa
{
    public static readonly X509Certificate2 Certificate = Make();

    public static string Pem => Certificate.ExportCertificatePem();

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Bot Bottle test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
