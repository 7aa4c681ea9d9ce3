using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Controller.Bottles;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>Java's own tool reads the truststore.</summary>
[Category("System")]
public sealed class JavaTrustStoreTests
{
    private const string Malformed = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";

    [Test]
    public async Task Keytool_lists_all_certificates_of_the_bundle()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        try
        {
            string store = Path.Combine(folder, "cacerts");
            await File.WriteAllBytesAsync(store, JavaTrustStore.Make("# a comment\n" + TestCa.Pem + "\n" + Malformed + TestCa.Pem));
            CommandResult result = await Command.RunAsync("keytool", ["-list", "-keystore", store, "-storepass", JavaTrustStore.Password], folder);
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
            Assert.That(result.Output, Does.Contain("2 entries").And.Contain("trustedCertEntry"), result.ToString());
            Assert.That(result.Output, Does.Contain(string.Join(':', TestCa.Certificate.GetCertHash(HashAlgorithmName.SHA256).Select(b => $"{b:X2}"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Java_machine_trusts_the_system_roots_and_the_ca()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        try
        {
            string store = Path.Combine(folder, "cacerts"), program = Path.Combine(folder, "Trusted.java");
            string bundle = TrustBundle.Make(TestCa.Pem);
            await File.WriteAllBytesAsync(store, JavaTrustStore.Make(bundle));
            await File.WriteAllTextAsync(program, """
                public class Trusted {
                    public static void main(String[] arguments) throws Exception {
                        var factory = javax.net.ssl.TrustManagerFactory.getInstance(javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
                        factory.init((java.security.KeyStore) null);
                        for (var issuer : ((javax.net.ssl.X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers())
                            System.out.println(java.util.HexFormat.of().withUpperCase().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(issuer.getEncoded())));
                    }
                }
                """);
            CommandResult result = await Command.RunAsync(
                "java",
                [$"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStoreType=JKS", $"-Djavax.net.ssl.trustStorePassword={JavaTrustStore.Password}",
                    program],
                folder);
            X509Certificate2Collection expected = [];
            expected.ImportFromPem(bundle);
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
            Assert.That(
                result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                Is.EquivalentTo(expected.Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
