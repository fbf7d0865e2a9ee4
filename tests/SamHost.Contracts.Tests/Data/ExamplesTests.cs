using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Contracts.Tests.Data;

public class ExamplesTests
{
    [Fact]
    public void Without_a_word_they_are_a_whole_source_with_labels_that_are_right()
    {
        using var examples = Three();

        Assert.Equal(["0", "1", "2"], examples.Source.Ids);
        Assert.Equal((3, true, null), (examples.Source.Count, examples.AreLabelsVerified, examples.GivenLabels));
    }

    [Fact]
    public void A_source_names_each_example()
    {
        Assert.Throws<ArgumentException>(() => Three(source: new ExampleSource([5, 6], 10)));

        using var examples = Three(source: new ExampleSource([5, 6, 9], 10));
        Assert.Equal(["5", "6", "9"], examples.Source.Ids);
    }

    [Fact]
    public void Given_labels_are_one_whole_number_for_each_example()
    {
        Assert.Throws<ArgumentException>(() => Three(given: tensor([1L, 0])));
        Assert.Throws<ArgumentException>(() => Three(given: tensor([1L, 0, 1]).unsqueeze(0)));
        Assert.Throws<ArgumentException>(() => Three(given: tensor([1f, 0, 1])));
    }

    [Fact]
    public void Given_labels_are_labels_of_classes()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => new Dataset(Three(given: tensor([0L, 2, 1])), Three(), ["a", "b"]));

        Assert.Contains("Labels lie between 0 and 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_labels_belong_to_the_examples()
    {
        Tensor given;
        Examples examples;
        using (NewDisposeScope()) examples = Three(given: given = tensor([1L, 0, 1]));

        Assert.False(given.IsInvalid);
        Assert.Equal([1L, 0, 1], examples.GivenLabels!.data<long>().ToArray());
        examples.Dispose();
        Assert.True(given.IsInvalid);
    }

    private static Examples Three(Tensor? given = null, ExampleSource? source = null)
    {
        var (inputs, labels) = (zeros(3, 2), tensor([0L, 1, 1]));
        return source is null
            ? new Examples(inputs, labels) { GivenLabels = given }
            : new Examples(inputs, labels) { GivenLabels = given, Source = source };
    }
}
