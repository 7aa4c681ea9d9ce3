using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>
/// The kinds of keys that agents meet most often, each by the shape that its vendor issues, independent of the rows. A row that is taken away or narrowed fails
/// here.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class TokenKindTests
{
    private const string Small = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Hex = "0123456789abcdef";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lower = Small + Digits;
    private const string Capitals = Upper + Digits;
    private const string Letters = Small + Upper;
    private const string Any = Letters + Digits;
    private const string Url = Any + "-_";
    private const string Base64 = Any + "+/";

    // A check for mixed characters may miss some keys, because names in code look alike. Modal's keys of 22 characters lack a second digit most often.
    private const int Samples = 50;
    private const int Found = 40;

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    // Each kind: parts of a fixed text, or of random characters. A part {Any*32} is 32 of them.
    private static readonly string[] Shapes =
    [
        "AQ.Ab8{Url*47}", "vck_{Any*56}", "vcp_{Any*56}", "vercel_blob_rw_{Any*16}_{Any*30}", "sk-lf-{Uuid*1}", "pcsk_{Any*6}_{Any*63}", "tgp_v1_{Url*43}",
        "wandb_v1_{Any*77}", "fc-{Hex*32}", "crsr_{Hex*64}", "key_{Hex*64}", "jina_{Any*60}", "pa-{Url*43}", "e2b_{Hex*40}", "ak-{Any*22}", "as-{Any*22}",
        "rpa_{Capitals*46}", "apify_api_{Any*36}", "bb_live_{Url*27}", "ctx7sk-{Uuid*1}", "sk-helicone-{Lower*7}-{Lower*7}-{Lower*7}-{Lower*7}",
        "sgamp_user_{Capitals*26}_{Hex*64}", "sess-{Any*40}", "ek_{Hex*32}", "rt_{Url*43}.{Url*43}", "sk-None-{Url*48}", "xai-token-{Any*80}", "BSA{Url*28}",
        "phs_{Any*43}", "cfut_{Any*40}", "cfat_{Any*40}", "cfk_{Any*40}", "{Any*3}8Q~{Any*34}", "{Any*52}JQQJ99{Any*26}", "{Any*76}AZDO{Any*4}",
        "{Any*76}ACOG{Any*4}", "{Base64*76}+ASt{Base64*5}A==", "{Base64*76}ACDb{Base64*5}A==", "{Url*44}AzFu{Url*5}A==", "sig={Any*43}%3D", "sig={Any*43}=",
        "IQoJb3JpZ2luX2Vj{Any*400}", "FwoGZXIvYXdzE{Any*400}", "da2-{Lower*26}", "bedrock-api-key-{Any*200}", "1//0{Url*100}", "GOOG1E{Capitals*55}",
        "DO00{Capitals*16}", "mdb_sa_sk_{Any*40}", "dbtc_{Any*40}", "dbtu_{Any*40}", "AVNS_{Url*19}", "sbp_oauth_{Hex*40}",
        "postgres://user:{Any*15}7x@db.internal/app", "mysql://root:{Any*15}7x@db/app", "\"auth\":\"{Docker*1}\"", "{Any*14}.atlasv1.{Any*67}",
        "CCIPAT_{Any*22}_{Hex*40}", "CCIPRJ_{Any*22}_{Hex*40}", "glrtr-{Url*20}", "glwt-{Any*19}7", "GR1348941{Url*20}", "bkt_{Any*43}",
        "cmVmdGtuOjAx{Any*52}", "pat.{Any*22}.{Hex*24}.{Any*20}", "snyk_uat.{Hex*8}.{Url*100}", "0.{Uuid*1}.{Any*30}:{Base64*22}==",
        "st.{Hex*24}.{Hex*32}.{Hex*32}", "figu_{Url*40}", "Private-Lines: 8\r\n{Base64*64}\r\n", "PrivateKey = {Base64*43}=",
        "MTA1{Discord*1}.{Any*6}.{Any*38}", "{Digits*9}:AA{Url*33}", "pat{Any*14}.{Hex*64}", "dt0c01.{Capitals*24}.{Capitals*64}", "EAAA{Any*60}",
        "EAAC{Any*160}",
        "access-production-{Uuid*1}", "rzp_live_{Any*14}", "key-{Hex*32}", "{Hex*32}-us17", "xwfp-{Digits*12}-{Any*20}",
        "https://hooks.slack.com/workflows/T{Capitals*10}/A{Capitals*10}/{Digits*18}/{Any*24}",
        "https://hooks.slack.com/triggers/T{Capitals*10}/{Digits*13}/{Hex*32}",
        "sk_org_live_{Any*40}", "hcaik_{Lower*58}", "xaat-{Uuid*1}", "pylf_v1_us_{Any*43}", "sdk-{Uuid*1}", "API-{Capitals*26}", "pnu_{Any*36}",
        "ico-{Any*32}",
        "sl.{Url*135}", "SSWS 00{Url*40}", "pat-ap1-{Uuid*1}", "xkeysib-{Hex*64}-{Any*16}", "xkeysib-{Hex*64}-{Upper*16}",
        "ABSK{Bedrock*1}", "hf_{Letters*34}", "hf_{Any*34}", "xai-{Any*80}", "figd_{Url*40}", "essu_{Url*90}", "sk-api-{Url*119}", "ucat_{Any*26}",
        "cnvca{Url*51}", "AIK_CI_{Any*44}",
        "pk_{Digits*8}_{Capitals*32}", "pk_{Digits*9}_{Lower*32}", "CAIS{Url*400}", "STS.{Any*25}",
        "Endpoint=https://a.azconfig.io;Id=x;Secret={Base64*43}=", "apk_{Any*90}==",
    ];

    [TestCaseSource(nameof(Shapes))]
    public void A_kind_is_found_by_the_shape_that_its_vendor_issues(string shape)
    {
        Random random = new(shape.Length);
        string[] missed = [.. Enumerable.Range(0, Samples).Select(_ => Fill(random, shape))
            .Where(token => Detectors.Scan(Encoding.UTF8.GetBytes($"key: {token} ")).Count == 0)];
        TestContext.Out.WriteLine($"missed {missed.Length} of {Samples}");
        Assert.That(missed, Has.Length.LessThanOrEqualTo(Samples - Found), string.Join(' ', missed.Take(3)));
    }

    private static string Fill(Random random, string shape)
    {
        StringBuilder text = new();
        for (int at = 0; at < shape.Length;)
        {
            int end = shape[at] == '{' ? shape.IndexOf('}', at) : -1;
            int star = end < 0 ? -1 : shape.IndexOf('*', at, end - at);
            if (star < 0)
            {
                text.Append(shape[at++]);
                continue;
            }

            text.Append(Part(random, shape[(at + 1)..star], int.Parse(shape[(star + 1)..end], System.Globalization.CultureInfo.InvariantCulture)));
            at = end + 1;
        }

        return text.ToString();
    }

    private static string Part(Random random, string name, int count)
    {
        string Of(string characters, int length) => new(random.GetItems<char>(characters, length));
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return name switch
        {
            "Uuid" => new Guid(bytes).ToString(),
            "Docker" => Convert.ToBase64String(Encoding.ASCII.GetBytes($"robot:{Of(Any, 20)}7z")),
            "Bedrock" => Convert.ToBase64String(Encoding.ASCII.GetBytes($"BedrockAPIKey-{Of(Lower, 4)}-at-{Of(Digits, 12)}:{Of(Any, 60)}")),
            "Discord" => Convert.ToBase64String(Encoding.ASCII.GetBytes(Of(Digits, 15))),
            _ => Of(name switch
            {
                "Hex" => Hex,
                "Lower" => Lower,
                "Upper" => Upper,
                "Capitals" => Capitals,
                "Letters" => Letters,
                "Digits" => Digits,
                "Url" => Url,
                "Base64" => Base64,
                _ => Any,
            }, count),
        };
    }
}
