using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace SamHost.TestSupport;

/// <summary>A page that is open in a headless Chromium, which is told what to do by the DevTools protocol.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("samhost-chromium-");
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly Process _process;
    private int _count;

    private BrowserPage() => _process = Process.Start(new ProcessStartInfo(Chromium.Path!,
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        $"--user-data-dir={_profile.FullName}", "--remote-debugging-port=0", "about:blank",
    ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Errors and warnings: of the page's scripts, of its console, of the browser about it.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>The addresses that the page asked for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = [];

    /// <summary>Opens a page.</summary>
    public static async Task<BrowserPage> OpenAsync(Uri address)
    {
        var page = new BrowserPage();
        await page.ConnectAsync();
        foreach (var domain in new[] { "Runtime", "Log", "Network", "Page" }) await page.CallAsync($"{domain}.enable", []);
        await page.GoToAsync(address);
        return page;
    }

    /// <summary>Opens another page in its place; what was complained of and asked for before is forgotten.</summary>
    public async Task GoToAsync(Uri address)
    {
        Complaints.Clear();
        Requests.Clear();
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
    }

    /// <summary>Makes the window as wide as that, in pixels.</summary>
    public async Task ResizeAsync(int width) => await CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false,
    });

    /// <summary>Makes the page what it is in the dark, or on paper.</summary>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="media">Screen or print.</param>
    public async Task EmulateAsync(string scheme, string media) => await CallAsync("Emulation.setEmulatedMedia", new JsonObject
    {
        ["media"] = media, ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
    });

    /// <summary>The value of an expression of JavaScript; a promise is waited for.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await CallAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return answer["result"]?["exceptionDetails"] is { } thrown
            ? throw new InvalidOperationException($"{expression}: {thrown.ToJsonString()}")
            : answer["result"]!["result"]!["value"]?.DeepClone();
    }

    /// <summary>Waits until a condition of JavaScript holds.</summary>
    public async Task UntilAsync(string condition)
    {
        var start = Stopwatch.GetTimestamp();
        while ((bool?)await EvaluateAsync($"Boolean({condition})") != true)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience, $"It did not come to this: {condition}. {string.Join("; ", Complaints)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Presses Enter.</summary>
    public async Task PressEnterAsync()
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
        {
            await CallAsync("Input.dispatchKeyEvent", new JsonObject
            {
                ["type"] = type, ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13, ["text"] = "\r",
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser's still writes there; the system clears its temporary folder.
            return;
        }
    }

    private async Task ConnectAsync()
    {
        // Its first line is the port, once there is one.
        var file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        var start = Stopwatch.GetTimestamp();
        while (!File.Exists(file) || (await File.ReadAllTextAsync(file)).Length == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "Chromium has not begun to listen.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        using var client = new HttpClient();
        var port = (await File.ReadAllLinesAsync(file))[0];
        var targets = JsonNode.Parse(
            await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), TestContext.Current.CancellationToken))!.AsArray();
        var page = targets.First(target => (string?)target!["type"] == "page")!;
        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), TestContext.Current.CancellationToken);
        _ = ReceiveAsync();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _count);
        var answer = _calls[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString();
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        return await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage) continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The page is closed.
            return;
        }
    }

    private void Take(JsonNode message)
    {
        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case null:
                _calls[(int)message["id"]!].SetResult(message);
                break;
            case "Runtime.exceptionThrown":
                Complaints.Enqueue(parameters!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "warning" or "assert":
                Complaints.Enqueue(parameters.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] is "error" or "warning":
                Complaints.Enqueue(parameters.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(new Uri((string)parameters!["request"]!["url"]!));
                break;
        }
    }
}
