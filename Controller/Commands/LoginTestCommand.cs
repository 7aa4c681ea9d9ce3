using System.CommandLine;
using System.Text.Json;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>login test</c>: tries a kept login.</summary>
internal static class LoginTestCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "test",
            "Try a kept login: make one request that changes and costs nothing, as a run's proxy would make it, and refresh the login before if its token has "
                + "ended. Exit code 0 if the provider accepts it.",
            "bot-bottle login test claude", "bot-bottle login test claude --name work");
        Argument<string> agent = LoginArgument.Agent();
        Option<string> name = LoginArgument.Name();
        verb.Add(agent);
        verb.Add(name);
        verb.SetAction(async (parsed, cancellation) =>
        {
            LoginArgument.HideMemory(host);
            LoginUse use = LoginArgument.OfKept(host, verb, parsed.GetRequiredValue(agent), parsed.GetRequiredValue(name));
            string path = LoginStore.PathOf(host.Home.Logins, use);
            DateTimeOffset? before = Read(host, path, use).RefreshedAt;
            (string asked, int status, string? refusal) = await new LoginProbe(host).RunAsync(use, cancellation);
            string refreshed = Read(host, path, use).RefreshedAt == before ? "" : "refreshed at the vendor; ";
            if (refusal is not null)
            {
                throw new CommandFailure(ExitCode.Failed, MessageOf(refusal));
            }

            host.Output.WriteLine(TerminalText.Clean($"{use}: {refreshed}{asked} was answered with {status}"));
            return status is >= 200 and < 300 ? ExitCode.Ok
                : status is 401 or 403
                    ? throw new CommandFailure(
                        ExitCode.Failed, $"the provider does not accept the {use}", $"Log in again: bot-bottle login {use.Agent} --name {use.Name}")
                    : ExitCode.Failed;
        });
        return verb;
    }

    private static Login Read(CommandHost host, string path, LoginUse use)
    {
        try
        {
            return LoginStore.Read(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw KeptLogins.Missing(host, ExitCode.Failed, use.ToString(), null, missing);
        }
        catch (IOException wrong)
        {
            throw new CommandFailure(ExitCode.Failed, $"the {use} cannot be used: {wrong.Message}", null, wrong);
        }
    }

    // The proxy's own words, out of the JSON of its refusal.
    private static string MessageOf(string refusal)
    {
        try
        {
            return JsonElement.Parse(refusal).GetProperty("message").GetString() ?? refusal;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return refusal;
        }
    }
}
