using System.Threading.Channels;
using SamHost.Live.Following;

namespace SamHost.Live.Serving;

/// <summary>
/// Tells every open page what changes in the folders of the runs, which it looks at once a second. While no page is open it looks at
/// nothing.
/// </summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    // A page that has so much to read yet reads nothing any more; it asks for everything anew.
    private const int MostUnread = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Channel<LiveEvent>> _pages = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly WatchedStudy _study;
    private readonly Task _polling;

    public LiveFeed(ShownRuns shown)
    {
        _study = new WatchedStudy(shown);
        _polling = PollAsync();
    }

    /// <summary>What a new page is told: everything there is, and then every change.</summary>
    public async IAsyncEnumerable<LiveEvent> ListenAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = Channel.CreateBounded<LiveEvent>(MostUnread);
        try
        {
            foreach (var known in Open(page)) yield return known;
            await foreach (var change in page.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return change;
        }
        finally
        {
            lock (_gate) _pages.Remove(page);
        }
    }

    /// <summary>A run by its number; null where there is none.</summary>
    public WatchedRun? Find(int run)
    {
        lock (_gate) return _study.Find(run);
    }

    /// <summary>Tells the pages what has changed by now, and that nothing more follows.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _polling.ConfigureAwait(false);
        lock (_gate)
        {
            Publish([LiveEvent.Of("ended", true)]);
            foreach (var page in _pages) page.Writer.TryComplete();
        }

        _ending.Dispose();
    }

    private IReadOnlyList<LiveEvent> Open(Channel<LiveEvent> page)
    {
        lock (_gate)
        {
            // Others hear of it, too: what was read is not read again.
            Publish(_study.Poll());
            _pages.Add(page);
            if (_ending.IsCancellationRequested) page.Writer.TryComplete();
            return _study.Whole();
        }
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // One last look: a study writes much as it ends.
                Poll();
                return;
            }

            Poll();
        }
    }

    private void Poll()
    {
        lock (_gate)
        {
            if (_pages.Count > 0) Publish(_study.Poll());
        }
    }

    private void Publish(IReadOnlyList<LiveEvent> events)
    {
        foreach (var page in _pages)
        {
            // The page's connection ends, and it opens another one.
            if (!events.All(page.Writer.TryWrite)) page.Writer.TryComplete();
        }
    }
}
