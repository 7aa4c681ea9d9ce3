namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>.NET in a bottle: a package from the feed, and a program that runs.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class DotnetTests
{
    [Test]
    [Category("Long")]
    public async Task A_package_is_added_and_the_program_runs()
    {
        const string Registration = "api.nuget.org/v3/registration5-gz-semver2";
        const string Feed = "api.nuget.org/v3-flatcontainer";
        byte[] package = Archive.Zip(
            ("Example.Greeting.nuspec", """
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                  <id>Example.Greeting</id><version>1.0.0</version><authors>t</authors><description>Greets.</description>
                  <contentFiles><files include="**/*.cs" buildAction="Compile" /></contentFiles>
                </metadata></package>
                """),
            ("contentFiles/cs/any/Greeting.cs", "internal static class Greeting { public static string To(string name) => $\"hello {name}\"; }\n"));
        Registry registry = new Registry()
            .With(
                "api.nuget.org/v3/index.json",
                $$"""{"version":"3.0.0","resources":[{"@id":"https://{{Feed}}/","@type":"PackageBaseAddress/3.0.0"},{"@id":"https://{{Registration}}/","@type":"RegistrationsBaseUrl/3.6.0"}]}""")
            .With($"{Registration}/example.greeting/index.json", $$"""
                {"count":1,"items":[{"@id":"https://{{Registration}}/example.greeting/index.json#page","count":1,"lower":"1.0.0","upper":"1.0.0","items":[{
                "@id":"https://{{Registration}}/example.greeting/1.0.0.json","packageContent":"https://{{Feed}}/example.greeting/1.0.0/example.greeting.1.0.0.nupkg",
                "catalogEntry":{"@id":"https://{{Registration}}/example.greeting/entry.json","id":"Example.Greeting","version":"1.0.0","authors":"t","description":"Greets.","listed":true,"published":"2026-01-01T00:00:00Z"} }]}]}
                """)
            .With($"{Feed}/example.greeting/index.json", """{"versions":["1.0.0"]}""")
            .With($"{Feed}/example.greeting/1.0.0/example.greeting.1.0.0.nupkg", package);
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await Project.WorkAsync(
            host, "nuget", registry, "dotnet add package Example.Greeting && dotnet run",
            ("project.csproj",
                $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net{Environment.Version.Major}.0</"
                    + "TargetFramework></PropertyGroup></Project>"),
            ("Program.cs", "System.Console.WriteLine(Greeting.To(\"dotnet\"));\n"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.EndWith("hello dotnet\n"), result.ToString());
    }
}
