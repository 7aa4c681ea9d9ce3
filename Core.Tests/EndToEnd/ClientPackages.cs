using System.Text.Json;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The real clients from npm at the versions that Clients/package-lock.json pins, installed once at their first use.</summary>
internal static class ClientPackages
{
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>The folder that holds <c>node_modules</c> and the client scripts.</summary>
    public static Task<string> FolderAsync() => Installed.Value;

    private static async Task<string> InstallAsync()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "../../../EndToEnd/Clients");
        folder = Path.GetFullPath(folder);
        using JsonDocument package = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "package.json")));
        if (!package.RootElement.GetProperty("dependencies").EnumerateObject().All(one => Directory.Exists(Path.Combine(folder, "node_modules", one.Name))))
        {
            CommandResult result = await Command.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, seconds: 300);
            Assert.That(result.ExitCode, Is.Zero, $"npm ci failed: {result}");
        }

        return folder;
    }
}
