using BotBottle.Controller.Bottles;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Bottles;

/// <summary>Java's own tool reads the truststore.</summary>
[Category("System")]
public sealed class JavaTrustStoreTests
{
    [Test]
    public async Task Keytool_lists_all_certificates_of_the_bundle()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        try
        {
            string store = Path.Combine(folder, "cacerts");
            await File.WriteAllBytesAsync(store, JavaTrustStore.Make("# a comment\n" + TestCa.Pem + "\n" + TestCa.Pem));
            CommandResult result = await Command.RunAsync("keytool", ["-list", "-keystore", store, "-storepass", JavaTrustStore.Password], folder);
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
            Assert.That(result.Output, Does.Contain("2 entries").And.Contain("trustedCertEntry"), result.ToString());
            Assert.That(result.Output, Does.Contain(string.Join(':', TestCa.Certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256).Select(b => $"{b:X2}"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
