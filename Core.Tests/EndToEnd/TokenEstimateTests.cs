using System.Text;
using System.Text.Json;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The estimator against two public tokenizers, on files of this repository and of the clients' packages.</summary>
[Category("System")]
public sealed class TokenEstimateTests
{
    private const double MostError = 0.15;
    private const int LeastPieces = 20;

    // As JavaScript writes it; the default is in ASCII, as Python's is.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public async Task The_median_error_for_code_prose_and_json_is_within_15_percent()
    {
        string clients = await ClientPackages.FolderAsync();
        string repository = Path.GetFullPath(Path.Combine(clients, "../../.."));
        CommandResult result = await Command.RunAsync(
            "node",
            [
                "tokens.mjs", Path.Combine(repository, "Core"), Path.Combine(repository, "Proxy"), clients,
            ],
            clients, seconds: 60);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        List<JsonElement> pieces = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        foreach (IGrouping<string, JsonElement> kind in pieces.GroupBy(piece => piece.GetProperty("kind").GetString()!))
        {
            Assert.That(kind.Count(), Is.GreaterThanOrEqualTo(LeastPieces), kind.Key);
            foreach (string tokenizer in (string[])["o200k_base", "cl100k_base"])
            {
                Check(kind, tokenizer, "as it is", text => text);
                Check(kind, tokenizer, "in a request's string", text => JsonSerializer.Serialize(text, Relaxed));
                Check(kind, tokenizer, "in one in ASCII", text => JsonSerializer.Serialize(text));
            }
        }

        Assert.That(pieces.Select(piece => piece.GetProperty("kind").GetString()).Distinct().Count(), Is.EqualTo(3));
    }

    private static void Check(IGrouping<string, JsonElement> kind, string tokenizer, string how, Func<string, string> write)
    {
        double[] errors = [.. kind.Select(piece =>
        {
            TextMeter meter = new();
            meter.Append(Encoding.UTF8.GetBytes(write(piece.GetProperty("text").GetString()!)));
            return (TokenEstimator.FromText(meter) / (double)piece.GetProperty(tokenizer).GetInt64()) - 1;
        }).OrderBy(Math.Abs)];
        double median = Math.Abs(errors[errors.Length / 2]);
        double bias = errors.Order().ElementAt(errors.Length / 2);
        TestContext.Out.WriteLine(
            $"{kind.Key}, {how}, {tokenizer}: median error {median:P1}, bias {bias:P1}, 9 of 10 within {Math.Abs(errors[errors.Length * 9 / 10]):P1}, "
                + $"{errors.Length} pieces");
        Assert.That(median, Is.LessThan(MostError), $"{kind.Key}, {how}, {tokenizer}");
    }
}
