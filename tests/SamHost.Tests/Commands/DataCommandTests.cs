using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly WebServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _run.Dispose();
    }

    [Fact]
    public void It_lists_what_is_looked_for_where_and_whether_it_is_there()
    {
        var output = _run.Invoke("data").Output;

        Assert.Contains("cifar10  missing: CIFAR-10", output, StringComparison.Ordinal);
        Assert.Contains("looked for in data/cifar-10-batches-bin", output, StringComparison.Ordinal);
        Assert.Contains("samhost data fetch cifar10 downloads 170.1 MB", output, StringComparison.Ordinal);
        Assert.Contains("looked for in data/fashion-mnist, then /usr/share/datasets/fashion-mnist", output, StringComparison.Ordinal);
        Assert.Contains("cifar10n  missing", output, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing to fetch for digits, mnist, gaussian-toy, image-folder, numpy, table, csv", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_held_against_what_was_recorded_when_it_was_fetched()
    {
        var text = "0\n1\n";
        foreach (var name in new[] { "aggregate", "random-1", "random-2", "random-3" }) _run.Write($"data/cifar-10n/{name}.txt", text);
        _run.Write(
            "data/cifar-10n/SHA256SUMS",
            $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  aggregate.txt\n{new string('0', 64)}  "
                + "random-1.txt\n");

        var source = JsonNode.Parse(_run.Invoke("data", "--json").Output)!.AsArray()
            .Single(source => (string?)source!["name"] == "cifar10n")!;

        Assert.Equal(_run.File("data", "cifar-10n"), (string?)source["found"]);
        Assert.False((bool)source["complete"]!);
        Assert.Equal(
            ["Verified", "Changed", "Unverified", "Unverified", "Missing"],
            source["files"]!.AsArray().Select(file => (string?)file!["check"]));
    }

    [Fact]
    public void Fetching_from_a_server_with_other_files_ends_in_one_line_and_leaves_nothing_behind()
    {
        _server.Files["/mirror/CIFAR-10_human.pt"] = new byte[2401007];

        var result = _run.Invoke("data", "fetch", "cifar10n", "--from", $"{_server.Address}mirror");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(
            "/mirror/CIFAR-10_human.pt: the SHA-256 of what came is ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(
            "873e69c39cb9b5e97fb6bae2d60bb59b38a5cbc31d2b868f7903dcb2b9dd2310 is expected", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_run.File("data"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("There is nothing to fetch under the name 'fashion'; valid names are cifar10, fashion-mnist, cifar10n.", "fashion")]
    [InlineData("There is nothing to fetch under the name 'cifar-10'; did you mean cifar10?", "cifar-10")]
    [InlineData("--from ftp://x: give the address of a folder, beginning with http:// or https://.", "cifar10", "--from", "ftp://x")]
    public void A_mistake_is_one_line(string says, params string[] arguments)
    {
        var result = _run.Invoke(["data", "fetch", .. arguments]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal(says, Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void What_is_here_by_other_means_is_not_fetched()
    {
        foreach (var name in new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" })
            _run.Write($"data/fashion-mnist/{name}-ubyte", "");

        var result = _run.Invoke("data", "fetch", "fashion-mnist", "--from", _server.Address.ToString());

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains($"fashion-mnist is in {_run.File("data", "fashion-mnist")} already", result.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task The_proxy_of_the_environment_is_asked()
    {
        using var process = SamHostProcess.StartWith(
            new() { ["http_proxy"] = _server.Address.ToString(), ["no_proxy"] = "" },
            _run.Folder,
            "data", "fetch", "cifar10n", "--from", "http://somewhere.invalid/data");
        var result = await process.EndAsync();

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("the server answers 404 Not Found.", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("GET http://somewhere.invalid/data/CIFAR-10_human.pt HTTP/1.1", Assert.Single(_server.Requests).Line);
    }
}
