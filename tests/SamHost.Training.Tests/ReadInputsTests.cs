using System.Collections.Concurrent;
using SamHost.Contracts.Data;
using SamHost.Plugins.Calls;
using TorchSharp;
using static SamHost.TestSupport.NoiseDraws;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>Inputs that a reader reads, against the same inputs in memory.</summary>
public class ReadInputsTests
{
    private const int InputSize = 6;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Batches_and_hash_are_those_of_the_inputs_in_memory()
    {
        using var scope = NewDisposeScope();
        // More than are hashed at once.
        var (train, test) = (Values(1500), Values(30));
        using var held = Data(Held(train), Held(test));
        using var read = Data(Read(train), Read(test));

        foreach (var (inMemory, inBatches, count) in new[] { (held.Inputs, read.Inputs, 1500L), (held.TestInputs, read.TestInputs, 30L) })
        {
            var places = randperm(count);
            using var expected = inMemory.Feed(places, 64);
            using var actual = inBatches.Feed(places, 64);
            for (var taken = 0L; taken < count; taken += 64) AssertSame(expected.Next(), actual.Next());
        }

        AssertSame(held.InputOf(7), read.InputOf(7));
        Assert.Equal(held.Sha256, read.Sha256);
        Assert.Equal(held.Shape.InputShape, read.Shape.InputShape);

        static void AssertSame(Tensor expected, Tensor actual)
        {
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
        }
    }

    [Fact]
    public void A_reader_that_throws_is_named_as_its_data_set()
    {
        using var scope = NewDisposeScope();
        using var data = Data(Read(Values(20), FailAtNine), Read(Values(4)), "the data set 'x' of the plugin Y");
        using var feed = data.Inputs.Feed(arange(20, ScalarType.Int64), 4);
        feed.Next();
        feed.Next();

        var failure = Assert.Throws<ComponentFailedException>(() => feed.Next());

        Assert.Equal("The data set 'x' of the plugin Y failed in Read: it rains", failure.Message);
        Assert.IsType<IOException>(failure.InnerException);
        Assert.Equal(failure.Message, Assert.Throws<ComponentFailedException>(() => data.Sha256).Message);

        static void FailAtNine(long[] places)
        {
            if (places.Contains(9L)) throw new IOException("it rains");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_feed_that_is_disposed_early_waits_for_what_is_being_read_and_leaves_no_tensor(bool readsFail)
    {
        var (begun, ended) = (0, 0);
        using var data = Data(Read(Values(40), ReadSlowly), Read(Values(4)));
        using var places = arange(40, ScalarType.Int64);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var feed = data.Inputs.Feed(places, 4);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 2, Limit));
        feed.Dispose();

        Assert.Equal((2, 2), (begun, ended));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void ReadSlowly(long[] _)
        {
            Interlocked.Increment(ref begun);
            Thread.Sleep(200);
            Interlocked.Increment(ref ended);
            if (readsFail) throw new IOException("it rains");
        }
    }

    [Fact]
    public void Two_batches_are_read_while_one_is_trained_on_and_never_more_than_three()
    {
        const int Batches = 10;
        using var scope = NewDisposeScope();
        var (begun, taken) = (0, 0);
        var ahead = new ConcurrentBag<int>();
        using var data = Data(Read(Values(4 * Batches), Count), Read(Values(4)));
        using var feed = data.Inputs.Feed(arange(4 * Batches, ScalarType.Int64), 4);
        while (taken < Batches)
        {
            feed.Next();
            // Each is begun before the next one is taken.
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) == Math.Min(taken + 3, Batches), Limit));
            Interlocked.Increment(ref taken);
        }

        Assert.Equal(Batches, ahead.Count);
        Assert.Equal(3, ahead.Max());

        void Count(long[] _) => ahead.Add(Interlocked.Increment(ref begun) - Volatile.Read(ref taken));
    }

    private static TrainingData Data(Examples train, Examples test, string? title = null) => new(
        new Dataset(train, test, ["a", "b", "c"]), BalancedLabels(train.Count, 3), false, 0, new SeedSequence(1), CPU, title);

    private static Examples Held(float[] values) =>
        new(tensor(values).reshape(-1, 2, 3), tensor(BalancedLabels(values.Length / InputSize, 3)));

    private static Examples Read(float[] values, Action<long[]>? onRead = null) =>
        new(new Reader(values, onRead), tensor(BalancedLabels(values.Length / InputSize, 3)));

    private static float[] Values(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count * InputSize).Select(_ => random.NextSingle())];
    }

    private sealed class Reader(float[] values, Action<long[]>? onRead) : IInputReader
    {
        public int Count => values.Length / InputSize;

        public IReadOnlyList<long> InputShape => [2, 3];

        public void Read(ReadOnlySpan<long> places, Span<float> inputs)
        {
            onRead?.Invoke(places.ToArray());
            for (var i = 0; i < places.Length; i++)
                values.AsSpan((int)places[i] * InputSize, InputSize).CopyTo(inputs[(i * InputSize)..]);
        }

        public void Dispose()
        {
        }
    }
}
