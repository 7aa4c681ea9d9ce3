using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>A CA certificate for bottles under test.</summary>
internal static class TestCa
{
    public static readonly X509Certificate2 Certificate = Make();

    public static string Pem => Certificate.ExportCertificatePem();

    private static X509Certificate2 Make()
    {
        CertificateAuthorityPem pem = CertificateAuthorityFactory.Create("test", DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
        return X509Certificate2.CreateFromPem(pem.Certificate);
    }
}
