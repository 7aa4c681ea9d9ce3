using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The built <c>bot-bottle</c> on a pseudo-terminal (terminal.py).</summary>
internal static class OnTerminal
{
    /// <summary>Runs the program through steps to its end.</summary>
    /// <returns>Its exit code, whether the terminal's settings are unchanged, and all its output.</returns>
    public static async Task<(int Code, bool Same, string Output)> RunAsync(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string?> environment, object[][] steps, [CallerFilePath] string here = "")
    {
        ProcessStartInfo start =
            new("python3", [Path.Combine(Path.GetDirectoryName(here)!, "terminal.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process driver = Process.Start(start)!;
        JsonObject task = new()
        {
            ["command"] = new JsonArray([.. words.Prepend(EndToEnd.CliHost.Cli).Select(word => JsonValue.Create(word))]),
            ["steps"] = new JsonArray(
                [.. steps.Select(
                    step => new JsonArray([.. step.Select(part => part is int number ? JsonValue.Create(number) : JsonValue.Create((string)part))]))]),
        };
        await driver.StandardInput.WriteAsync(task.ToJsonString());
        driver.StandardInput.Close();
        JsonNode said = JsonNode.Parse(await driver.StandardOutput.ReadToEndAsync()) ?? throw new InvalidOperationException("the driver said nothing");
        await driver.WaitForExitAsync();
        Assert.That((string?)said["failed"], Is.Null, said.ToJsonString());
        return ((int)said["code"]!, (bool)said["same"]!, (string)said["output"]!);
    }
}
