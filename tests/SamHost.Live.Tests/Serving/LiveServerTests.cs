using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Live.Serving;
using SamHost.TestSupport;

namespace SamHost.Live.Tests.Serving;

/// <summary>Who is answered, and with what.</summary>
public sealed class LiveServerTests(ToyStudy toy) : IClassFixture<ToyStudy>, IAsyncLifetime
{
    private LiveServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync(0);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=00000000000000000000000000000000")]
    public async Task Without_the_token_nothing_is_answered(string query)
    {
        using var client = new HttpClient();

        foreach (var path in new[] { "/", "/live.js", "/events", "/epoch", "/life", "/pictures", "/nothing" })
        {
            var response = await client.GetAsync(new Uri(_server.Link, path + query), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_token_comes_back_as_a_cookie_that_opens_the_rest()
    {
        using var client = new HttpClient();

        var page = await client.GetAsync(_server.Link, TestContext.Current.CancellationToken);
        var script = await client.GetAsync(new Uri(_server.Link, "/live.js"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, script.StatusCode));
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(
            "default-src 'none'; script-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    public async Task Another_host_name_is_refused_even_with_the_token(string host, HttpStatusCode status)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Link);
        request.Headers.Host = host;

        Assert.Equal(status, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task It_can_only_be_read(string method)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), _server.Link);

        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone()
    {
        // The sockets that listen to the port, by their local addresses: 0100007F is 127.0.0.1.
        var port = _server.Link.Port.ToString("X4");
        var listening = (await File.ReadAllLinesAsync("/proc/net/tcp", TestContext.Current.CancellationToken))
            .Concat(await File.ReadAllLinesAsync("/proc/net/tcp6", TestContext.Current.CancellationToken))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && fields[1].EndsWith(":" + port, StringComparison.Ordinal)).Select(fields => fields[1]);

        Assert.Equal([$"0100007F:{port}"], listening);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_mistake_of_the_user()
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(_server.Link.Port));

        Assert.StartsWith($"Port {_server.Link.Port} of 127.0.0.1 is taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_told_everything_then_what_is_added_then_the_end()
    {
        using var growing = new GrowingStudy(toy.Runs[1]);
        growing.Begin();
        growing.WriteEpochs(2);
        var server = await LiveServer.StartAsync(ShownRuns.Named([growing.Folder], "runs"), new NoData(), 0);
        using var client = new HttpClient();
        await client.GetAsync(server.Link, TestContext.Current.CancellationToken);
        await using var stream = await client.GetStreamAsync(new Uri(server.Link, "/events"), TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.Equal("[1,2]", Epochs(await NextAsync("metrics")));
        growing.AppendEpoch(3);
        var added = await NextAsync("metrics");
        Assert.Equal((2, "[3]"), ((int)added["from"]!, Epochs(added)));
        // What is written last is not lost.
        growing.AppendEpoch(4);
        await server.DisposeAsync();
        Assert.Equal("[4]", Epochs(await NextAsync("metrics")));
        await NextAsync("ended");
        Assert.False(await events.MoveNextAsync());

        async Task<JsonNode> NextAsync(string type)
        {
            do Assert.True(await events.MoveNextAsync(), $"No {type} came.");
            while (events.Current.EventType != type);
            return JsonNode.Parse(events.Current.Data)!;
        }

        static string Epochs(JsonNode metrics) => metrics["epochs"]!.ToJsonString();
    }

    [Fact]
    public async Task The_cloud_and_the_lists_are_the_recorded_examples()
    {
        var rows = (await ExampleRows.Read(toy.Runs[1])).Where(row => row.Epoch == 4).ToList();

        var view = await AskAsync("/epoch?run=1-sam&weight=total");

        Assert.Equal(4, (int)view["epoch"]!);
        var points = view["clean"]!.AsArray().Concat(view["mislabelled"]!.AsArray())
            .Select(point => ((int)point!["index"]!, (double)point["loss"]!, (double)point["weight"]!, (bool)point["isFlipped"]!));
        Assert.Equal(rows.Select(row => (row.Index, row.Loss, row.Weight!.Value, row.IsFlipped)).Order(), points.Order());
        var ordered = rows.OrderBy(row => row.Weight).Select(row => row.Index).ToList();
        Assert.Equal(ordered.Take(12), Indices(view["down"]!));
        Assert.Equal(ordered.AsEnumerable().Reverse().Take(12), Indices(view["up"]!));
        // Another epoch, and the other weight.
        Assert.Equal(1, (int)(await AskAsync("/epoch?run=1-sam&weight=logit&epoch=1"))["epoch"]!);

        static IEnumerable<int> Indices(JsonNode list) => list.AsArray().Select(example => (int)example!["index"]!);
    }

    [Fact]
    public async Task The_life_of_an_example_is_what_its_epochs_recorded()
    {
        var rows = (await ExampleRows.Read(toy.Runs[1])).Where(row => row.Index == 7).ToList();

        var life = await AskAsync("/life?run=1-sam&example=7");

        Assert.Equal(rows.Select(row => (double?)row.Loss), Values("loss"));
        Assert.Equal(rows.Select(row => row.Weight), Values("weight"));
        Assert.Equal(rows.Select(row => (double?)row.LogitWeight), Values("logitWeight"));
        Assert.Equal(rows.Select(row => (double?)row.Margin), Values("margin"));
        Assert.Equal((rows[0].GivenLabel, rows[0].TrueLabel), ((int)life["given"]!, (int)life["truth"]!));

        IEnumerable<double?> Values(string name) => life[name]!.AsArray().Select(value => (double?)value);
    }

    [Theory]
    [InlineData("/epoch?run=9")]
    [InlineData("/epoch?run=1-sam&weight=total&epoch=1")]
    [InlineData("/life?run=1-sam&example=100000")]
    [InlineData("/life?run=x")]
    public async Task What_was_not_recorded_is_not_found(string question)
    {
        using var response = await AnswerAsync(question);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Why_there_are_no_pictures_is_said() =>
        Assert.Equal("The data are gone.", (string?)(await AskAsync("/pictures?run=1-sam&examples=1,2"))["problem"]);

    private Task<LiveServer> StartAsync(int port) =>
        LiveServer.StartAsync(ShownRuns.Named([Path.GetDirectoryName(toy.Runs[0])!], "runs"), new NoData(), port);

    /// <summary>A client that has the cookie, and the number of the run of 1-SAM, as a page is told them.</summary>
    private async Task<(HttpClient Client, int Run)> ClientAsync()
    {
        var client = new HttpClient();
        await client.GetAsync(_server.Link, TestContext.Current.CancellationToken);
        await using var stream = await client.GetStreamAsync(new Uri(_server.Link, "/events"), TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        var runs = JsonNode.Parse(events.Current.Data)!["runs"]!.AsArray();
        return (client, (int)runs.Single(run => (string?)run!["group"] == "1-sam")!["run"]!);
    }

    private async Task<HttpResponseMessage> AnswerAsync(string question)
    {
        var (client, run) = await ClientAsync();
        using (client)
        {
            var address = new Uri(_server.Link, question.Replace("1-sam", $"{run}", StringComparison.Ordinal));
            return await client.GetAsync(address, TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonNode> AskAsync(string question)
    {
        using var response = await AnswerAsync(question);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
