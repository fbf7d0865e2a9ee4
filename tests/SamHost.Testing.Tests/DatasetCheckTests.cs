using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Testing.Tests;

/// <summary>What a data set says of its examples is held to: an id is the same example under every seed.</summary>
public class DatasetCheckTests
{
    [Fact]
    public void A_split_that_says_which_rows_it_took_passes() =>
        DatasetCheck.Run(() => new Split(rows => new ExampleSource(rows, Split.Count)));

    [Fact]
    public void A_split_that_numbers_its_examples_anew_fails()
    {
        var error = Assert.Throws<CheckFailedException>(() => DatasetCheck.Run(() => new Split(rows => ExampleSource.Whole(rows.Length))));

        Assert.Matches("The training example '[0-9]+' has the label [01] under one seed and [01] under another", error.Message);
    }

    [Fact]
    public void Ids_that_differ_from_load_to_load_fail()
    {
        var error = Assert.Throws<CheckFailedException>(() => DatasetCheck.Run(() => new Split(rows =>
            new ExampleSource(rows, Split.Count, [.. rows.Select(_ => Guid.NewGuid().ToString())]))));

        Assert.Contains("an id stays with its example", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Forty rows, of which the seed draws ten that test.</summary>
    private sealed class Split(Func<long[], ExampleSource> source) : IDatasetLoader
    {
        public const int Count = 40;

        public Dataset Load(DatasetRequest request)
        {
            var order = Enumerable.Range(0, Count).Select(row => (long)row).ToArray();
            new Random((int)request.Seed).Shuffle(order);
            return new Dataset(Part(order[10..]), Part(order[..10]), ["even", "odd"]);
        }

        private Examples Part(long[] rows) =>
            new(tensor(rows).unsqueeze(1).to(ScalarType.Float32), tensor(rows) % 2) { Source = source(rows) };
    }
}
