using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Controller.Bottles;
using BotBottle.Core.Tests.EndToEnd;
using Org.BouncyCastle.Security;

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

    // The parser has other exceptions for a wrong tag than for a wrong form. None of them may end a run's start.
    [Test]
    public void A_certificate_with_a_wrong_tag_is_left_out()
    {
        byte[] certificate = TestCa.Certificate.RawData;
        certificate[certificate.AsSpan().IndexOf<byte>([0xA0, 3, 2, 1, 2]) + 2] = 4; // the version as an octet string
        JksStore store = new();
        store.Load(
            new MemoryStream(JavaTrustStore.Make(PemEncoding.WriteString("CERTIFICATE", certificate) + "\n" + TestCa.Pem)), JavaTrustStore.Password.AsSpan());
        Assert.That(store.Count, Is.EqualTo(1));
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
