using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SamHost.TestSupport;

/// <summary>A headless Chromium (Debian's package <c>chromium</c>) that opens pages from disk.</summary>
internal static partial class Chromium
{
    /// <summary>The program; null where there is none.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .SelectMany(folder => new[] { "chromium", "google-chrome" }.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is none.</summary>
    public static void Require() => Assert.SkipWhen(Path is null, "There is no chromium on the PATH; on Debian: apt-get install chromium.");

    /// <summary>Opens a page.</summary>
    /// <returns>
    /// The document after loading, what the console said, and the addresses that were asked for, the browser's own aside.
    /// </returns>
    public static async Task<(string Document, IReadOnlyList<string> Console, IReadOnlyList<string> Requests)> OpenAsync(string page)
    {
        var profile = Directory.CreateTempSubdirectory("samhost-chromium-");
        try
        {
            var log = System.IO.Path.Combine(profile.FullName, "net.json");
            var start = new ProcessStartInfo(Path!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                $"--user-data-dir={profile.FullName}",
                "--enable-logging=stderr", $"--log-net-log={log}", "--dump-dom", "file://" + page,
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var document = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (
                document,
                [.. (await errors).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))],
                [.. Address().Matches(await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken))
                    .Select(match => match.Groups[1].Value).Where(address => !BrowsersOwn().IsMatch(address)).Distinct()]);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    [GeneratedRegex("\"url\":\"(https?:[^\"]*)\"")]
    private static partial Regex Address();

    [GeneratedRegex(@"^https?://[a-z0-9.-]+\.(google|googleapis|gvt1)\.com/")]
    private static partial Regex BrowsersOwn();
}
