using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Controller.Demo;

/// <summary>The simulated provider's server certificate, signed by its own CA.</summary>
internal static class SimulatedCertificate
{
    public static X509Certificate2 Issue(CertificateAuthorityPem authority, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using CertificateIssuer issuer = new(authority);
        return issuer.Issue(new ServerCertificate(hosts, now.AddHours(-1), now.AddHours(12)));
    }
}
