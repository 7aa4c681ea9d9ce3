using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Only Debian's Java finds its settings by itself, unless the agent would run another one first.</summary>
[Parallelizable(ParallelScope.All)]
[SupportedOSPlatform("linux")]
public sealed class SystemJavaTests
{
    private static readonly Dictionary<string, string> None = [];

    [Test]
    public void Debians_java_reads_its_proxy_settings_in_etc()
    {
        SystemJava? java = SystemJava.Find("/nowhere:/usr/bin", None);
        Assert.That(java, Is.Not.Null, "default-jdk-headless must be installed");
        DirectoryInfo etc = Directory.CreateTempSubdirectory("etc-");
        try
        {
            string folder = Directory.EnumerateDirectories("/etc", "java-*-openjdk").Order(StringComparer.Ordinal).Last();
            string settings = Path.Combine(etc.FullName, Path.GetFileName(folder), "net.properties");
            Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
            File.WriteAllText(settings, "# no line end");
            java!.UseProxy(etc.FullName, 3128);
            Assert.That(File.ReadAllLines(settings), Is.EqualTo(new[]
            {
                "# no line end", "http.proxyHost=127.0.0.1", "http.proxyPort=3128", "https.proxyHost=127.0.0.1", "https.proxyPort=3128",
            }));
        }
        finally
        {
            etc.Delete(recursive: true);
        }
    }

    [Test]
    public void A_java_earlier_on_PATH_or_in_JAVA_HOME_is_not_the_systems()
    {
        DirectoryInfo jdk = Directory.CreateTempSubdirectory("jdk-");
        try
        {
            string bin = jdk.CreateSubdirectory("bin").FullName;
            File.WriteAllText(Path.Combine(bin, "java"), "");
            Assert.That(SystemJava.Find($"{bin}:/usr/bin", None), Is.Null);
            Assert.That(SystemJava.Find("/usr/bin", new Dictionary<string, string> { ["JAVA_HOME"] = jdk.FullName }), Is.Null);
            Assert.That(SystemJava.Find("/nowhere", None), Is.Null, "a Java installed later is not the system's");
        }
        finally
        {
            jdk.Delete(recursive: true);
        }
    }
}
