using System.Security.Cryptography;
using System.Text;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>go in a bottle: a module from the mirror, whose hashes are in go.sum as in every project.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class GoTests
{
    private const string Greeting = "example.org/greeting";

    [Test]
    public async Task A_module_is_built_and_tested()
    {
        (string Name, string Content)[] files =
        [
            ($"{Greeting}@v1.0.0/go.mod", $"module {Greeting}\n\ngo 1.19\n"),
            ($"{Greeting}@v1.0.0/greeting.go", "package greeting\n\n// To greets.\nfunc To(name string) string { return \"hello \" + name }\n"),
        ];
        Registry registry = new Registry()
            .With($"proxy.golang.org/{Greeting}/@v/list", "v1.0.0\n", "text/plain")
            .With($"proxy.golang.org/{Greeting}/@v/v1.0.0.info", """{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z"}""")
            .With($"proxy.golang.org/{Greeting}/@v/v1.0.0.mod", files[0].Content, "text/plain")
            .With($"proxy.golang.org/{Greeting}/@v/v1.0.0.zip", Archive.Zip(files), "application/zip");
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await Project.WorkAsync(
            host, "go", registry, "go mod verify && go build ./... && go vet ./... && go test ./... && go run .",
            ("go.mod", $"module project\n\ngo 1.19\n\nrequire {Greeting} v1.0.0\n"),
            ("go.sum", $"{Greeting} v1.0.0 {Hash(files)}\n{Greeting} v1.0.0/go.mod {Hash(("go.mod", files[0].Content))}\n"),
            ("main.go", $"package main\n\nimport (\n\t\"fmt\"\n\n\t\"{Greeting}\"\n)\n\nfunc main() {{ fmt.Println(greeting.To(\"go\")) }}\n"),
            ("main_test.go",
                $"package main\n\nimport (\n\t\"testing\"\n\n\t\"{Greeting}\"\n)\n\nfunc TestGreeting(t *testing.T) {{\n\tif greeting.To(\"go\") != \"hello "
                    + $"go\" {{\n\t\tt.Fatal()\n\t}}\n}}\n"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("all modules verified").And.Match(@"(?m)^ok\s+project\s").And.EndWith("hello go\n"), result.ToString());
    }

    /// <summary>A module's h1 hash for go.sum: the hash of the list of its files' hashes.</summary>
    private static string Hash(params (string Name, string Content)[] files) =>
        "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        files.OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Content)))}  {file.Name}\n")))));
}
