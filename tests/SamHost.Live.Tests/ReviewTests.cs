using System.Net;
using System.Text.Json.Nodes;
using SamHost.Live.Reviewing;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Live.Tests;

/// <summary>The review of suspects: what is decided stands in the file at once, and nobody but the page decides.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private const string Folds = """{ "Study": { "Fold": { "Count": 3 } } }""";

    private readonly SmallStudy _study = new(SmallStudy.UnknownTruth, Folds);
    private ReviewServer _server = null!;
    private HttpClient _client = null!;
    private IReadOnlyList<LabelDecision> _proposed = [];

    private string File => Path.Combine(_study.Folder, "clean.csv");

    private string Origin => _server.Link.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        var runs = RunSelection.Of([.. _study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs");
        var ranking = SuspectsReport.Of(runs, SuspectScores.All, SuspectScores.MeanLoss, 10, isAsked: false).Rankings.Single();
        _proposed = CleanedLabels.Propose(ranking);
        CleanedLabels.Write(_proposed, File);
        _server = await ReviewServer.StartAsync(new Review(ranking, _proposed, File, null, "There are none here."), 0);
        _client = new HttpClient();
        await _client.GetAsync(_server.Link, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _study.Dispose();
    }

    [Fact]
    public async Task It_shows_the_suspects_in_the_order_of_the_ranking()
    {
        var list = JsonNode.Parse(await _client.GetStringAsync(At("/suspects"), TestContext.Current.CancellationToken))!;

        Assert.Equal("clean.csv", (string?)list["file"]);
        Assert.Equal("There are none here.", (string?)list["problem"]);
        var examples = list["examples"]!.AsArray();
        Assert.Equal(_proposed.Select(row => row.Id).Order(), examples.Select(example => (string?)example!["id"]).Order());
        var example = JsonNode.Parse(
            await _client.GetStringAsync(At($"/example?id={examples[0]!["id"]}"), TestContext.Current.CancellationToken))!;
        Assert.Equal(1, example["shares"]!.AsArray().Sum(share => (double)share!["probability"]!), 1e-6);
        using var absent = await _client.GetAsync(At("/example?id=nobody"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
    }

    [Fact]
    public async Task A_decision_is_in_the_file_and_is_taken_back_by_undo()
    {
        var before = _proposed[3];
        var other = _proposed.Select(row => row.Given).First(name => name != before.Given);

        Assert.Equal("relabelled", await Decide($"id={before.Id}&verb=label&label={other}"));
        Assert.Equal(before.By(other), Row(before.Id));
        Assert.Equal("kept", await Decide($"id={before.Id}&verb=label&label={before.Given}"));
        Assert.Equal(before.By(before.Given), Row(before.Id));
        Assert.Equal("dropped", await Decide($"id={before.Id}&verb=drop"));
        Assert.Equal(before.By(null), Row(before.Id));
        await Decide($"id={before.Id}&verb=undo");
        Assert.Equal(_proposed, CleanedLabels.Read(File));
    }

    [Theory]
    [InlineData("id=nobody&verb=drop")]
    [InlineData("id=point-3&verb=label&label=unicorn")]
    [InlineData("id=point-3&verb=label")]
    [InlineData("id=point-3&verb=burn")]
    [InlineData("")]
    public async Task What_cannot_be_decided_changes_nothing(string query)
    {
        using var answer = await PostAsync(query, Origin);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(_proposed, CleanedLabels.Read(File));
    }

    [Fact]
    public async Task A_page_of_another_site_and_whoever_has_no_token_cannot_decide()
    {
        foreach (var origin in new[] { null, "http://evil.example", $"{Origin}0" })
        {
            using var answer = await PostAsync("id=point-3&verb=drop", origin);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var stranger = new HttpClient();
        using var request = Request("id=point-3&verb=drop", Origin);
        using var refused = await stranger.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(_proposed, CleanedLabels.Read(File));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_and_nothing_counts_as_decided()
    {
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);

        using var answer = await PostAsync("id=point-3&verb=drop", Origin);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.StartsWith(
            "The decision is not saved", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        var list = JsonNode.Parse(await _client.GetStringAsync(At("/suspects"), TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain(list["examples"]!.AsArray(), example => (bool)example!["isByPerson"]!);
    }

    private LabelDecision Row(string id) => CleanedLabels.Read(File).Single(row => row.Id == id);

    private async Task<string?> Decide(string query)
    {
        using var answer = await PostAsync(query, Origin);
        var state = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (string?)state["action"];
    }

    private async Task<HttpResponseMessage> PostAsync(string query, string? origin)
    {
        using var request = Request(query, origin);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private HttpRequestMessage Request(string query, string? origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, At($"/decision?{query}"));
        if (origin is not null) request.Headers.Add("Origin", origin);
        return request;
    }

    private Uri At(string path) => new(_server.Link, path);
}
