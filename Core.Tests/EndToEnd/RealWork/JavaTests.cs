using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>Maven in a bottle: its plugins and JUnit are from Debian's own repository, served as Maven Central.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class JavaTests
{
    private const string Central = "/maven2/";
    private const string Debians = "/usr/share/maven-repo/";

    [Test]
    [Category("Long")]
    public async Task A_project_is_compiled_tested_and_packed()
    {
        Registry registry = new Registry().With("repo.maven.apache.org/maven2/", ServeAsync);
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await Project.WorkAsync(
            host, "maven", registry, "mvn -q package && java -jar target/project-1.0.jar",
            ("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>project</artifactId><version>1.0</version>
                  <properties>
                    <maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.x</version><scope>test</scope></dependency></dependencies>
                  <build><plugins><plugin>
                    <artifactId>maven-jar-plugin</artifactId>
                    <configuration><archive><manifest><mainClass>Main</mainClass></manifest></archive></configuration>
                  </plugin></plugins></build>
                </project>
                """),
            ("src/main/java/Main.java", "public class Main { public static void main(String[] names) { System.out.println(\"hello java\"); } }\n"),
            ("src/test/java/MainTest.java",
                "import org.junit.*;\n\npublic class MainTest { @Test public void greets() { Assert.assertNotNull(new Main()); "
                    + "System.out.println(\"tested\"); } }\n"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("tested\n").And.EndWith("hello java\n"), result.ToString());
        Assert.That(result.Error, Does.Not.Contain("JAVA_TOOL_OPTIONS"), "a Java that finds its settings prints no notice");
    }

    [SuppressMessage("Security", "CA5350", Justification = "Maven's checksums are SHA-1.")]
    private static Task ServeAsync(HttpContext context)
    {
        const string Checksum = ".sha1";
        string place = context.Request.Path.Value![Central.Length..];
        bool sums = place.EndsWith(Checksum, StringComparison.Ordinal);
        string file = Path.Combine(Debians, sums ? place[..^Checksum.Length] : place);
        if (!File.Exists(file))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        byte[] content = File.ReadAllBytes(file);
        return sums ? context.Response.WriteAsync(Convert.ToHexStringLower(SHA1.HashData(content))) : context.Response.Body.WriteAsync(content).AsTask();
    }
}
